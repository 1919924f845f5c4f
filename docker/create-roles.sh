#!/bin/sh
# Runs once, when the database directory is empty. Two roles: the owner migrates and owns every table; the service
# logs in as chancery_app, which owns nothing and may only do what the migrations grant.
set -eu

owner_password=$(cat /run/secrets/owner_password)
app_password=$(cat /run/secrets/app_password)

# psql quotes the values (:'name'), so a password may hold any character.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$owner_password" --set app_password="$app_password" <<'SQL'
create role chancery_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'app_password';
create role chancery_owner login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'owner_password';
create database chancery owner chancery_owner;
SQL
