#!/usr/bin/env bash
# Starts a valkey-server and two processes of the shop, and ends all of them when it is ended. Arguments are passed on: --urls, --data.
set -euo pipefail
cd "$(dirname "$0")"
dotnet build -c Release -nologo -v q -clp:NoSummary
ASPNETCORE_ENVIRONMENT=Development exec dotnet bin/Release/net10.0/Tickets.dll "$@"
