#!/bin/sh
echo "hello $1"
cat upper.txt
ls -b . logs
