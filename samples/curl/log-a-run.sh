#!/usr/bin/env bash
# Logs a run with nothing but curl: creates it, sets values, appends points twice (the second time changes nothing), reads back, ends it.
# Needs NEREID_API_TOKEN, and NEREID_SERVER when it is not http://127.0.0.1:7878. The project is made when it is missing.
set -euo pipefail

server=${NEREID_SERVER:-http://127.0.0.1:7878}
workspace=examples
project=curl

# call METHOD PATH [BODY]
call() {
  local body=()
  [ $# -lt 3 ] || body=(--header 'Content-Type: application/json' --data "$3")
  curl --silent --show-error --fail-with-body --request "$1" --header "Authorization: Bearer $NEREID_API_TOKEN" "${body[@]}" "$server/api/v1$2"
}

# The first "id" of an answer; enough here, use jq for more.
id() { grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4; }

project_id=$(call POST /projects "{\"workspace\":\"$workspace\",\"name\":\"$project\",\"visibility\":\"workspace\"}" | id)
run_id=$(call POST "/projects/$project_id/runs" '{"name":"by curl","tags":["curl"]}' | id)
echo "run $run_id"

batch='{
  "requestId": "'$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)'",
  "operations": [
    {"op": "assign", "path": "parameters/lr", "value": {"type": "float", "value": 0.1}},
    {"op": "assign", "path": "parameters/optimizer", "value": {"type": "string", "value": "sgd"}},
    {"op": "appendFloats", "path": "train/loss", "unixMicros": [1700000000000000, 1700000001000000, 1700000002000000], "values": [0.9, 0.5, "NaN"]}
  ]}'
call POST "/runs/$run_id/operations" "$batch"; echo
# A repeated request id is not applied again: after a lost answer, send the same once more.
call POST "/runs/$run_id/operations" "$batch"; echo

call GET "/runs/$run_id/attributes?prefix=parameters/"; echo
call POST /series/points "{\"runId\":\"$run_id\",\"path\":\"train/loss\"}"; echo
call POST "/runs/$run_id/heartbeat" '{"finished":true}'
