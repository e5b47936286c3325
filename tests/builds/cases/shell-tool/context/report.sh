#!/bin/sh
echo "report @VERSION@"
cat settings
stat -c '%a %n' token readme
