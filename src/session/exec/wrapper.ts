// The shell script that `ecsin exec` wraps around a command, so that its result can be trusted in
// spite of ECS's pty: it turns the pty's rewriting off, carries stdin by base64 (the pty has no
// other way to say "end of input"), and reports the exit status between marks that no output can
// hold by accident. POSIX sh only; written so that bash, dash and busybox ash all run it.
//
// Marks (frames.ts reads them): RS NONCE : KIND DATA : NONCE RS, with RS = 0x1e.
//   ready TBE  T: the pty's rewriting is off, B: base64 is there, E: what follows is escaped
//              (byte_filters.ts tells why); then stdin may be sent
//   exit N     the command's status as sh gives it: 128+n for signal n
//   err TEXT   one line of stderr (--split-stderr only), `more` or `last` says whether \n follows
//   fail WHAT  the command was not run, and why
import { quoteWords } from "../remote_command.ts";

/** How one command is run in the container. */
export interface WrapOptions {
  /** Unguessable, so that the command's own bytes are never taken for a mark. */
  readonly nonce: string;
  /** `pipe`: stdin comes as base64 lines; `none`: /dev/null; `tty`: the pty itself (`-t`). */
  readonly stdin: "pipe" | "none" | "tty";
  readonly splitStderr?: boolean;
  /** Escape the output so that every byte arrives; costs a sed in the container. */
  readonly escape?: boolean;
  readonly user?: string;
  readonly workdir?: string;
  /** Export what process 1, the entrypoint, was started with. */
  readonly envFromPid1?: boolean;
}

/** The command line for ExecuteCommand that runs `words` wrapped. */
export function wrap(words: readonly string[], options: WrapOptions): string {
  const { nonce, user, workdir } = options;
  return quoteWords([
    "sh",
    "-c",
    script(options),
    "ecsin",
    nonce,
    user ?? "",
    workdir ?? "",
    ...words,
  ]);
}

// $1 nonce, $2 user, $3 working directory, then the command's words. `trap : INT` keeps the
// wrapper alive to tell the status of a command that ^C ended, or that caught it; the command gets
// the default back. Each subshell needs it anew, and what only passes bytes on is deaf to ^C.
function script(options: WrapOptions): string {
  const { stdin, splitStderr, escape, user, workdir, envFromPid1 } = options;
  const lines = [
    "n=$1 u=$2 w=$3; shift 3; trap : INT",
    'm() { printf "\\036%s:%s:%s\\036" "$n" "$1" "$n"; }',
    stdin === "tty" ? "t=0" : "t=0; stty -echo -opost 2>/dev/null && t=1",
    "b=0; command -v base64 >/dev/null 2>&1 && b=1",
  ];
  lines.push(escape === true ? "e=0; command -v sed >/dev/null 2>&1 && e=1" : "e=0");
  if (stdin === "pipe") {
    lines.push('[ "$t$b" = 11 ] || { m "fail stdin $t$b"; exit; }');
  }
  if (envFromPid1 === true) lines.push(EXPORT_PID1);
  if (workdir !== undefined) lines.push('cd -- "$w" 2>/dev/null || { m "fail workdir"; exit; }');
  lines.push(user === undefined ? 'r() { "$@"; }' : AS_USER);
  const command = splitStderr === true ? SPLIT : 'trap : INT; ( trap : INT; r "$@" ); m "exit $?"';
  if (escape === true) lines.push(ESCAPE);
  lines.push('m "ready $t$b$e"');
  const fed = stdin === "pipe"
    ? `{ trap "" INT; base64 -d 2>/dev/null; } | { ${command}; }`
    : stdin === "none"
    ? `{ ${command}; } </dev/null`
    : command;
  lines.push(escape === true ? `{ trap : INT; ${fed}; echo; } 2>&1 | { trap "" INT; q; }` : fed);
  return lines.join("\n");
}

// GS becomes GS 2 and 0xef GS 1. sed passes a line at a time, and the last one without its newline
// at the end of the stream: the `echo` after the exit mark pushes the mark out even when a process
// in the background keeps the pipe open. `command -p` is no good here: some images have no such PATH.
const ESCAPE = `g=$(printf "\\035") f=$(printf "\\357")
q() { if [ $e = 1 ]; then LC_ALL=C sed "s/$g/\${g}2/g
s/$f/\${g}1/g"; else cat; fi; }`;

// su is the last resort: it needs a name, not a number, and starts a login record where PAM is.
const AS_USER = `if command -v setpriv >/dev/null 2>&1 && setpriv --help 2>&1 | grep -q reuid; then
r() { setpriv --reuid "$u" --regid "$(id -g "$u")" --init-groups -- "$@"; }
elif command -v su-exec >/dev/null 2>&1; then r() { su-exec "$u" "$@"; }
elif command -v gosu >/dev/null 2>&1; then r() { gosu "$u" "$@"; }
elif command -v su >/dev/null 2>&1; then r() { su -s /bin/sh -c "exec \\"\\$@\\"" -- "$u" sh "$@"; }
else m "fail user"; exit; fi
id "$u" >/dev/null 2>&1 || { m "fail nouser"; exit; }`;

// NUL-separated NAME=VALUE becomes \`export NAME='VALUE'\`: newlines in values travel as \\001.
const EXPORT_PID1 = `[ -r /proc/1/environ ] || { m "fail environ"; exit; }
eval "$(tr "\\0\\n" "\\n\\001" </proc/1/environ | sed -n "s/'/'\\\\\\\\''/g
s/^\\([A-Za-z_][A-Za-z0-9_]*\\)=\\(.*\\)\\$/export \\1='\\2'/p" | tr "\\001" "\\n")"`;

// stderr goes through a pipe, line by line, each as a mark; a last mark line carries the status, so
// that it comes after all of stderr. The empty line before it tells whether stderr ended with \\n.
const SPLIT = `trap : INT; { { trap : INT; ( trap : INT; r "$@" 3>&- ) 2>&1 1>&3 3>&-
printf "\\n%s %s\\n" "$n" $?; } | { trap "" INT; h=; f=0
while IFS= read -r l; do
case $l in "$n "*) [ -z "$h" ] || m "err last $h"; m "exit \${l#* }"; break;; esac
[ $f = 0 ] || m "err more $h"; h=$l f=1
done; }; } 3>&1`;
