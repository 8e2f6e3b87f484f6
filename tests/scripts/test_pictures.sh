#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test_pictures.sh: the screen as a whole, as `screenshot` writes it: for each
# pictures/NAME.heap the pictures recorded beside it, NAME-COLSxROWS.txt in
# Unicode and NAME-ascii-COLSxROWS.txt. GOLDEN=record writes them anew.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common.sh
dir=$(mktemp -d "${TMPDIR:-/tmp}/heapglass-pictures.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT

# picture SCRIPT RECORDED OPTION...: the size is the end of RECORDED's name.
picture() {
    script=$1 recorded=$2
    cells=${recorded##*-}
    shift 2
    if ! LC_ALL=C.UTF-8 "$program" --batch "$@" "$script" \
        -c "screenshot $dir/now.txt ${cells%.txt}" >"$dir/out" 2>&1; then
        fail "$recorded: the script failed" "$dir/out"
    elif [ "${GOLDEN-}" = record ]; then
        cp "$dir/now.txt" "$recorded"
        pass
    elif diff -u "$recorded" "$dir/now.txt" >"$dir/diff" 2>&1; then
        pass
    else
        fail "$recorded" "$dir/diff"
    fi
}

for script in tests/scripts/pictures/*.heap; do
    base=${script%.heap}
    sizes="120x40 80x24"
    [ "$base" = tests/scripts/pictures/race ] && sizes="$sizes 200x60 40x10"
    for size in $sizes; do
        picture "$script" "$base-$size.txt"
        picture "$script" "$base-ascii-$size.txt" --ascii
    done
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
