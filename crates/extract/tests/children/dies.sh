#!/bin/sh
# Kills itself while it reads the first file. When it is started again, it runs the real child program.
here=$(dirname "$0")
if [ -e "$here/died" ]; then exec "$here/real" "$@"; fi
: > "$here/died"
head -c 20 > /dev/null
kill -9 $$
