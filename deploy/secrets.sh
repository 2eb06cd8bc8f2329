#!/bin/sh
# Makes the files that docker-compose.yml reads its secrets from; what is there already stays as it is.
# FOLDER is `secrets` beside docker-compose.yml unless another is named.
set -eu
folder=${1:-"$(dirname "$0")/../secrets"}
umask 077
mkdir -p "$folder"

# The containers run as other users, and Compose mounts a file with its owner and mode: so the files can be read, and
# the folder keeps everybody else out.
keep() { # keep NAME TEXT
  [ -e "$folder/$1" ] && return
  printf '%s\n' "$2" >"$folder/$1.new"
  chmod 444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
}
word() { openssl rand -hex 24; }

keep secret_key "$(openssl rand -hex 32)"
keep postgres_password "$(word)" # of Postgres' superuser
keep database_url "postgresql://browline:$(word)@postgres/browline" # of the role that owns Browline's database
redis=$(word)
if [ ! -e "$folder/redis_url" ] || [ ! -e "$folder/redis_acl" ]; then # one password in both
  rm -f "$folder/redis_url" "$folder/redis_acl"
  keep redis_url "redis://browline:$redis@redis:6379/0"
  # Who has no password may say PING, for the health check, and nothing else. Ours may run scripts: tries to sign in
  # are counted by one.
  keep redis_acl "user default on nopass -@all +ping
user browline on >$redis ~* &* +@all -@admin -@dangerous +info"
fi
keep metrics_token "$(word)"
keep grafana_password "$(word)"
echo "The secrets are in $folder." >&2
