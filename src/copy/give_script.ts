// The script that gives files out of a container: it lists, then sends what it is asked for on its
// stdin, or in its words where the image cannot decode a stdin. POSIX sh, and what an image has of
// stat, cat, head, tail, dd, tee, gzip, readlink and a digest. What is at a path longer than the
// system takes (4096 bytes on Linux, so 1024 characters at least) is seen in its folder only.
//
// Words: nonce, path (absolute), flags (`l` list, `L` follow links, `f` follow the path itself),
// then requests. Requests, one a line; a name begins with `./` and is escaped for printf %b:
//   b NAME                 one more file of a batch
//   s BYTES                send the batch, so many bytes as was listed
//   f OFFSET LENGTH NAME   send a part of one file
//   d OFFSET LENGTH NAME   only the digest of a part, to go on behind it
// Records (marks.ts): tools DIGEST GZIP TEE UID; root file|folder|link|other|nothing; D STAT NAME;
// F STATS NAME…; L NAME TARGET; O NAME (a special file); x WORDS NAME (cannot be read); listed;
// for each batch or part B raw|gz, bytes, E DIGESTS; after a part m STAT, the file's as it is now;
// d DIGEST; end.
import { SHELL_DIGEST, SHELL_RECORDS } from "./shell_records.ts";

// st FILE… lists; dr FOLDER; lk LINK; wk FOLDER/ walks; sm BYTES: is stdin worth compressing; as:
// stdin to stdout with the digest of what was sent, so that a file which changes cannot disagree
// with itself, through a pipe of its own: another user's stdout cannot be opened once more; rg: the part a, b of f; bt BYTES FILE…: a batch; pt: a part.
const LIST = String.raw`
st() {
if [ "$S" ] && v=$(stat $L -c "%a %s %Y" "$@" 2>/dev/null); then rec F "$v" "$@"; return; fi
for e do
v=$( { : <"$e"; } 2>&1 ) || { rec x "$v" "$e"; continue; }
if [ "$S" ]; then v=$(stat $L -c "%a %s %Y" "$e" 2>/dev/null) || continue
else v=644; [ ! -x "$e" ] || v=755; v="$v $(wc -c <"$e") -"; fi
rec F "$v" "$e"
done
}
dr() {
v="755 0 -"; [ -z "$S" ] || v=$(stat $L -c "%a %s %Y" "$1" 2>/dev/null) || v="755 0 -"
rec D "$v" "$1"
}
lk() {
if has readlink; then v=$(readlink "$1"; printf x); v=@{v%??}
else v=$(ls -ld "$1"; printf x); v=@{v%??}; v=@{v#*" -> "}; fi
rec L "$1" "$v"
}
wk() {
if [ ! -r "$1" ] || [ ! -x "$1" ]; then
v="Permission denied"; [ @{#1} -lt 4096 ] || v="File name too long"
rec x "$v" "$1"; return
fi
p=$1; set --
for f in "$p"* "$p".[!.]* "$p"..?*; do
if [ -L "$f" ] && [ -z "$L" ]; then lk "$f"
elif [ -d "$f" ]; then :
elif [ -f "$f" ]; then
set -- "$@" "$f"
[ $# -lt 100 ] || { st "$@"; set --; }
elif [ -e "$f" ]; then rec O "$f"
elif [ -L "$f" ]; then rec x "No such file or directory" "$f"
elif [ @{#f} -gt 1000 ]; then
case $f in "$p*"|"$p.[!.]*"|"$p..?*") ;; *) rec x "File name too long" "$f";; esac
fi
done
[ $# = 0 ] || st "$@"
for f in "$p"* "$p".[!.]* "$p"..?*; do
[ -d "$f" ] || continue
if [ -L "$f" ]; then
[ "$L" ] || continue
v=$(cd -P "$f" 2>/dev/null && pwd -P); e=$(cd -P "@{f%/*}" && pwd -P)
case $e/ in "$v"/*) rec x "it leads back to itself" "$f"; continue;; esac
fi
dr "$f"
wk "$f/"
done
}
`;

const SEND = String.raw`
sm() {
[ "$z" ] || return 1
k=65536; [ "$1" -ge $k ] || k=$1
[ "$k" -ge 512 ] && [ "$(head -c 65536 | gzip -1c | wc -c)" -lt $((k*9/10)) ]
}
as() {
if [ $g = gz ]; then
{ d=$( { { tee /dev/fd/3 | $h >&4; } 3>&1 | gzip -1c >&5; } 4>&1 ); } 5>&1
rec E "$d"
else { d=$( tee /dev/fd/5 | $h ); rec E "$d"; } 5>&1 | cat; fi
}
rg() {
if [ "$a" = 0 ]; then head -c "$b" "$f"
else dd if="$f" bs=1048576 skip=$((a/1048576)) 2>/dev/null | tail -c +$((a%1048576+1)) | head -c "$b"; fi
}
zz() { if [ $g = gz ]; then gzip -1c; else cat; fi; }
bt() {
m=$1; shift; g=raw
! { cat "$@" | sm "$m"; } 2>/dev/null || g=gz
rec B $g
cat "$@" 2>/dev/null | zz
rec E "$($h "$@" 2>/dev/null)"
}
pt() {
a=$1 b=$2 f=$3 g=raw
v=$( { : <"$f"; } 2>&1 ) || { rec x "$v" "$f"; return; }
! { rg | sm "$b"; } 2>/dev/null || g=gz
rec B $g
if [ "$T" ]; then rg | as
else rg | zz; rec E "$(rg | $h)"; fi
v=; [ -z "$S" ] || v=$(stat $L -c "%a %s %Y" "$f" 2>/dev/null)
rec m "$v"
}
un() { case $f in *\\*) f=$(printf "%b." "$f"); f=@{f%.};; esac; }
rq() {
set --
while IFS= read -r l; do
case $l in
"b "*) f=@{l#b }; un; set -- "$@" "$f";;
"s "*) bt "@{l#s }" "$@"; set --;;
[fd]" "*) g=@{l%% *}; l=@{l#* }; a=@{l%% *}; l=@{l#* }; b=@{l%% *}; f=@{l#* }; un
if [ "$g" = d ]; then rec d "$(rg 2>/dev/null | $h)"; else pt "$a" "$b" "$f"; fi;;
esac
done
}
`;

const MAIN = String.raw`
q=$2 o=$3; shift 3
z=; ! has gzip || z=1
L=; case $o in *L*) L=-L;; esac
S=; stat -c %a / >/dev/null 2>&1 && S=1
T=; [ "$( { v=$(printf x | tee /dev/fd/3); } 3>&1 )" = x ] 2>/dev/null && T=1
rec tools "$h" "$z" "$T" "$(id -u 2>/dev/null)"
ls=; case $o in *l*) ls=1;; esac
if [ -L "$q" ] && case $o in *[Lf]*) false;; esac; then
rec root link; lk "$q"
elif [ -d "$q" ]; then
rec root folder
cd "$q" || exit 1
[ -z "$ls" ] || { dr .; wk ./; }
elif [ -f "$q" ]; then
rec root file
cd "@{q%/*}/" || exit 1
[ -z "$ls" ] || st "./@{q##*/}"
elif [ -e "$q" ]; then rec root other
else rec root nothing; fi
rec listed
if [ $# -gt 0 ]; then printf "%s\n" "$@" | rq; else rq; fi
rec end
`;

/** The script, for `sh -c`. */
export const GIVE_SCRIPT: string = (SHELL_RECORDS + SHELL_DIGEST + LIST + SEND + MAIN).replaceAll(
  "@{",
  "${",
);
