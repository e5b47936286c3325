#!/bin/bash
set -euo pipefail
jq -r ".items[] | .name + \": \" + (.count | tostring)" data.json
