#!/bin/bash
# what the network alone takes: 8 transfers at once, bodies to files, nobody reads them
cd $OUT; curl -sf --parallel --parallel-max 8 -H "Authorization: Bearer $TOKEN" "$BASE/orgs/acme/members?per_page=100&page=[1-$PAGES]" -o 'p#1.json'
