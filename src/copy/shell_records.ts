// The head of both copying scripts: records as marks.ts reads them, and what the image has.
// Names of functions are no alias of any shell (mksh has `r`), variables are set before they are
// read (`set -u`), and there is no single quote: the command line quotes with those.

/** Sets n (nonce); defines rec KIND FIELD… and has PROGRAM. */
export const SHELL_RECORDS = String.raw`n=$1
rec() {
k=$1; shift
printf "\036%s %s %s\000" "$n" "$k" $#
[ $# = 0 ] || printf "%s\000" "$@"
}
has() { command -v "$1" >/dev/null 2>&1; }
`;

/** Sets h: the best digest that is there and works. */
export const SHELL_DIGEST = String.raw`h="wc -c"; for e in cksum md5sum sha256sum; do
has $e && $e </dev/null >/dev/null 2>&1 && h=$e
done
`;
