#!/bin/sh
readlink -f "$0"
cd /srv && ls . data/
stat -c '%A %U %N' /opt/tool /opt/tool/ /opt/tool/etc/* /etc/localtime becomes-file becomes-dir
