#!/bin/sh
# Reads the first file, and replies that its text is «corroded» (crates/extract/src/protocol.rs).
head -c 20 > /dev/null
printf '\053\0\0\0\0\0\0\0'
printf '\0\001\0'
printf '\001\0\0\0\0\0\0\0'
printf '\0\0\0\0\0\0\0\0'
printf '\010\0\0\0\0\0\0\0corroded'
printf '\0\0\0\0\0\0\0\0'
exec cat > /dev/null
