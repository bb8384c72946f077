#!/bin/sh
# SPDX-License-Identifier: MIT
# Certificates for tests of TLS, by authorities of our own.
#
#   certificates.sh DIR     makes in DIR, which is there:
#     ca.pem ca.crl         an authority, and what it has revoked
#     other.pem             another one, which has signed nothing
#     key.pem               the key of all below
#     good.pem              for 127.0.0.1 and elsewhere.invalid
#     wrong.pem             for another host
#     expired.pem           as good.pem, of the year 2020
#     revoked.pem           as good.pem, and revoked
#     self.pem              as good.pem, signed by itself
#
# Exit status 77 if there is no openssl.
set -eu
command -v openssl >/dev/null || { echo "openssl: not installed" >&2; exit 77; }
cd "$1"
exec >openssl.log 2>&1

new_key ()
{
    openssl ecparam -name prime256v1 -genkey -noout -out "$1"
}

# authority NAME: NAME.pem and NAME.key.
authority ()
{
    new_key "$1.key"
    openssl req -x509 -new -key "$1.key" -days 2 -subj "/CN=$1" -out "$1.pem"
}

# certificate NAME NAMES ARGUMENT...: NAME.pem, signed by ca.
certificate ()
{
    name=$1
    printf 'subjectAltName=%s\n' "$2" >"$name.ext"
    shift 2
    openssl req -new -key key.pem -subj "/CN=$name" -out "$name.csr"
    openssl ca -batch -config ca.conf -in "$name.csr" -out "$name.pem" \
        -extfile "$name.ext" -notext "$@"
}

cat >ca.conf <<'CONF'
[ca]
default_ca = this
[this]
database = index
serial = serial
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 2
default_crl_days = 2
policy = any
unique_subject = no
[any]
commonName = supplied
CONF
: >index
echo 1000 >serial
good='IP:127.0.0.1,DNS:elsewhere.invalid'

authority ca
authority other
new_key key.pem
certificate good "$good"
certificate wrong DNS:another.invalid
certificate expired "$good" -startdate 20200101000000Z -enddate 20200201000000Z
certificate revoked "$good"
openssl ca -config ca.conf -revoke revoked.pem
openssl ca -config ca.conf -gencrl -out ca.crl
openssl req -x509 -new -key key.pem -days 2 -subj /CN=self -out self.pem \
    -addext "subjectAltName=$good"
chmod 644 ./*.pem ca.crl
chmod 600 key.pem
