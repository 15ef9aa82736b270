// The script that takes files into a container. Everything goes into a folder of parts beside the
// destination first; what a piece holds is verified before it is used, and only a last script, which
// ecsin writes for each copy (place_script.ts), puts files in their place. POSIX sh, and what an
// image has of head or dd, cat, wc, mkdir, mv, rm, gzip, tar, tail and a digest.
//
// Words: nonce, destination (absolute, no slash at its end), id of the copy, WORKER-SESSION (what an
// earlier session of the same worker began is gone on with), and where the image decodes no stdin a file to read instead, or `-`.
// On stdin headers, one a line, each followed by its bytes:
//   PIECE LENGTH HAVE DIGEST raw|gz ACTION ARG
// LENGTH bytes are in the piece as it is sent, HAVE of them are there from an earlier session,
// DIGEST is that of the piece unpacked. Actions: `at N MIB`: a part of big file N; `tar N` and
// `cut N`: small files into folder N, whose own `v` verifies them; `go -`: the last script.
// `drop` removes the folder of parts: after the last script, or to take everything back. An empty line is only there to push bytes through a pipe.
// Records: tools DIGEST GZIP TAR UID NAME ONE; seen KIND PARENT DF PARTS; have PIECE BYTES DIGEST;
// ok PIECE; bad PIECE BYTES; fail WORDS; gone; those of the last script; end.
import { SHELL_DIGEST, SHELL_RECORDS } from "./shell_records.ts";

// ex N: exactly N bytes of stdin, whoever reads on (busybox's head takes more than it gives, so each
// way is tried first; with neither, there is one piece a session). no: a failure that ends it.
// un: the piece, unpacked.
const SCRIPT = String.raw`
d=$2 s=$3 x=$4 i=$5
z=; ! has gzip || z=1
tar=; ! has tar || tar=1
one=
if [ "$(printf ab | { head -c 1 >/dev/null; cat; })" = b ]; then ex() { head -c "$1"; }
elif [ "$(printf ab | { dd bs=1 count=1 iflag=fullblock,count_bytes >/dev/null; cat; } 2>/dev/null)" = b ]
then ex() { dd bs=65536 count="$1" iflag=fullblock,count_bytes 2>/dev/null; }
else one=1; ex() { cat; }; fi
rec tools "$h" "$z" "$tar" "$(id -u 2>/dev/null)" "$(id -un 2>/dev/null)" "$one"
p=@{d%/*}; p=@{p:-/}
if [ -d "$d" ]; then t=folder; p=$d; [ -n "$p" ] || p=/
elif [ -f "$d" ]; then t="file"
elif [ -e "$d" ]; then t=other
elif [ -L "$d" ]; then t="file"
else t=nothing; fi
P=; [ ! -d "$p" ] || P=1
s=@{p%/}/.ecsin-$s.part
rec seen $t "$P" "$(df -Pk "$p" 2>/dev/null | tail -n 1)" "$s"
no() { rec fail "$1"; exit 0; }
un() { if [ "$c" = gz ]; then gzip -dc <"$b"; else cat <"$b"; fi; }
if [ -d "$s" ]; then
for b in "$s"/b*."@{x%-*}"-*; do
[ -f "$b" ] || continue
e=@{b##*/b}; e=@{e%.*}
case $b in *."$x") continue;; esac
if cp "$b" "$s/b$e.$x" 2>/dev/null; then
rm -f "$b"; b=$s/b$e.$x
rec have "$e" "$(wc -c <"$b")" "$($h <"$b")"
fi
done
fi
rec ready
main() {
while read -r e l a q c f g j; do
case $e in "") continue;;
drop) rm -rf "$s"; rec gone; continue;;
*[!0-9]*) rec bad "$e" 0; exit 0;; esac
umask 077; m=$(mkdir -p "$s" 2>&1) || no "$m"
b=$s/b$e.$x
[ "$a" != 0 ] || rm -f "$b"
m=$( { ex $((l-a)) >>"$b"; } 2>&1 ) || no "@{m:-no room}"
m=$(wc -c <"$b"); [ "$m" -eq "$l" ] || { rec bad "$e" "$m"; exit 0; }
m=$(un 2>/dev/null | $h)
if [ "@{m%% *}" != "$q" ]; then rm -f "$b"; rec bad "$e" -1; exit 0; fi
case $f in
at) m=$( { un | dd of="$s/f$g" bs=1048576 seek="$j" conv=notrunc; } 2>&1 ) || no "$m";;
tar) rm -rf "@{s:?}/d$g"
m=$( { mkdir "$s/d$g" && cd "$s/d$g" && un | tar -xpof - && sh ./v; } 2>&1 ) || no "$m";;
cut) rm -rf "@{s:?}/d$g"
m=$( { mkdir "$s/d$g" && cd "$s/d$g" && un >.b && head -c "$j" .b >.c && sh ./.c "$j" && rm .b .c && sh ./v; } 2>&1 ) || no "$m";;
go) un >"$s/go" || no "no room"
( cd "$s" && sh ./go "$n" "$d" );;
esac
rm -f "$b"
rec ok "$e"
done
}
case $i in -) main;; *) main <"$i"; rm -f "$i";; esac
rec end
`;

/**
 * Puts bytes into a file of the folder of parts by words alone, for an image that decodes no stdin.
 * Words: nonce, file, how many bytes are there, bytes escaped for printf %b. Records: fed BYTES; end.
 */
export const FEED_SCRIPT: string = `${SHELL_RECORDS}umask 077; f=$2
m=$(mkdir -p "@{f%/*}" 2>&1) || { rec fail "$m"; exit 0; }
[ "$3" != 0 ] || rm -f "$f"
[ "$3" != 0 ] && [ "$(wc -c <"$f")" -ne "$3" ] || m=$( { printf "%b" "$4" >>"$f"; } 2>&1 ) || { rec fail "$m"; exit 0; }
rec fed "$(wc -c <"$f")"
rec end
`.replaceAll("@{", "${");

/** The script, for `sh -c`. */
export const TAKE_SCRIPT: string = (SHELL_RECORDS + SHELL_DIGEST + SCRIPT).replaceAll("@{", "${");
