#!/bin/sh
# Runs once, while Postgres makes its volume: the role that the address of Browline's database names, and the database,
# which that role owns. It is no superuser: whoever got hold of it could read the server's files and run its programs.
set -eu
address=$(cat "$DATABASE_URL_FILE")
password=${address#*://browline:}
PASSWORD=${password%%@*}
export PASSWORD # and no argument, which every process could read
psql --no-psqlrc --no-password --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password PASSWORD
CREATE ROLE browline LOGIN PASSWORD :'password';
CREATE DATABASE browline OWNER browline;
SQL
