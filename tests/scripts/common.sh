# SPDX-License-Identifier: GPL-3.0-or-later
#
# common.sh: what run.sh and test_score.sh begin with, read by them from the
# project's folder: where the program is, and what is counted.
root=$(pwd)
program=${HEAPGLASS:-$root/build/release/heapglass}
case $program in
/*) ;;
*) program=$root/$program ;;
esac
passed=0
failed=0
python=$(command -v python3) || python=

pass() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    echo "failed: $1"
    [ -n "${2-}" ] && sed 's/^/    /' "$2" | head -n 30
}
