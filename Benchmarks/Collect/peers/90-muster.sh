#!/bin/bash
# decoded, mapped, and kept in the ledger page by page, each page durable before the next is asked for
exec $BINARIES/collect-members "$BASE" "$OUT/o.sqlite"
