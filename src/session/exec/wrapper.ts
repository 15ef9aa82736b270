// The shell script that `ecsin exec` wraps around a command, so that the command has pipes as with
// ssh, although ECS gives nothing but a terminal. POSIX sh and the tools that images have; dash,
// bash, busybox ash, mksh and yash run it under tests. What it does:
//
//   stdin   R reads the terminal, a line at a time, and decodes batches of base64; three `cat` hold
//           what the command does not take yet, so that R never blocks and ^C always gets through;
//           F gives it to the command, and tells count and sum of what it gave
//   stdout  O reads what is there, whatever its size, escapes it and writes it to the terminal
//   stderr  Q does the same, but each piece as a mark in one write: two streams on one terminal
//   end     the command's shell writes its status behind the command's own bytes, into both pipes;
//           then R waits for `q` and ends all of it, so nothing is lost to a cut near the end
//
// Marks for ecsin, on the terminal (frames.ts reads them), RS = 0x1e: RS NONCE : KIND DATA : NONCE RS
//   start TBES  T: the terminal rewrites nothing; B: stdin can be carried, 1 with a sum, 2 counted
//               only; E: output is escaped (byte_filters.ts); S: the command has a session of its own
//   err DATA    a piece of stderr
//   took S C N  N bytes with the sum C were given to the command; S is not 0 when it took no more
//   again N     batch N did not come whole
//   piece       a piece of stdout is through; no mark in it goes on in the next, as a mark is one
//               write, and a pipe gives a reader of 64 KiB such a write whole (pipe(7))
//   fail WHAT   the command was not run, and why
// and in the streams themselves, with US = 0x1f: US NONCE : KIND DATA : NONCE US
//   ready PID   the command begins here;  exit N  it has ended, status as sh tells it;  end  of stderr
//   over        what tells the status is no more: without an `exit` before it, the command killed it
//
// Lines for R (input.ts and wrapped.ts write them); a line that R does not know is ignored:
//   d I K L     batch I: the next K lines are base64, L characters in all; K = 0: stdin ends
//   s I         batches go on with I
//   k I SIG P   kill P, once for each I; P is a process group when negative
//   p P         what a hang-up ends
//   q           the end
import { quoteWord, quoteWords } from "../remote_command.ts";
import { EXPORT_PID1, RUN_AS } from "./surroundings.ts";

/** How one command is run in the container. */
export interface WrapOptions {
  /** Unguessable, so that the command's own bytes are never taken for a mark. */
  readonly nonce: string;
  /** `pipe`: carried; `none`: /dev/null. */
  readonly stdin: "pipe" | "none";
  /** stdout and stderr are one stream, in true order. */
  readonly mergeStderr?: boolean;
  readonly user?: string;
  readonly workdir?: string;
  /** Export what process 1, the entrypoint, was started with. */
  readonly envFromPid1?: boolean;
}

/** The command line for ExecuteCommand that runs `words` wrapped, with pipes. */
export function wrap(words: readonly string[], options: WrapOptions): string {
  return commandLine(script(options), words, options);
}

/** The same on the session's terminal (`-t`): nothing is carried but the status. */
export function wrapOnTerminal(
  words: readonly string[],
  options: Omit<WrapOptions, "stdin" | "mergeStderr">,
): string {
  return commandLine(terminalScript(options), words, options);
}

function commandLine(
  text: string,
  words: readonly string[],
  { nonce, user, workdir }: Omit<WrapOptions, "stdin">,
): string {
  const given = [user, workdir].flatMap((each) => each === undefined ? [] : [each]);
  return quoteWords(["sh", "-c", text, "ecsin", nonce, ...given, ...words]);
}

// After the nonce come the user and the folder, where they are given, then the command's words.
const HEAD = `n=$1; shift; exec 3>&1
m() { printf "\\036%s:%s:%s\\036" "$n" "$1" "$n" >&3; }
h() { command -v "$1" >/dev/null 2>&1; }`;

/** The steps before the command that both scripts share. */
function before({ user, workdir, envFromPid1 }: Omit<WrapOptions, "nonce" | "stdin">): string[] {
  return [
    ...envFromPid1 === true
      ? ['(: </proc/1/environ) 2>/dev/null || { m "fail environ"; exit; }']
      : [],
    ...user !== undefined ? ["u=$1; shift"] : [],
    ...workdir !== undefined
      ? ['cd -- "$1" 2>/dev/null || { m "fail workdir"; exit; }; shift']
      : [],
    ...user !== undefined ? [RUN_AS] : [],
  ];
}

function script(options: WrapOptions): string {
  const { stdin, mergeStderr, envFromPid1 } = options;
  const pipe = stdin === "pipe";
  const lines = [
    HEAD,
    // Lines stay lines (icanon), and no byte is a key: not ^C, whose signal would flush what waits.
    "t=0; stty -echo -opost -isig -ixon 2>/dev/null && t=1",
    "d=0; h dd && d=1; e=0; h sed && e=$d; b=0",
    ...pipe ? [STDIN] : [],
    ...before(options),
    `i=${quoteWord(envFromPid1 === true ? `${EXPORT_PID1}\n${INNER}` : INNER)}`,
    'set -- sh -c "$i" sh "$n" "$@"',
    SESSION,
    OUTPUT,
    ...mergeStderr === true ? [] : [STDERR],
    command(mergeStderr === true),
    reader(pipe),
    'm "start $t$b$e$y"',
  ];
  const fed = pipe ? 'R 2>/dev/null | cat | cat | cat | f 4>&1 2>/dev/null | c "$@"' : NO_STDIN;
  lines.push(
    mergeStderr === true
      ? `{ ${fed} 5>&1 2>/dev/null; } | o`
      : `{ { ${fed} 5>&2 2>/dev/null; } 2>&1 >&4 | q; } 4>&1 | o`,
  );
  return lines.join("\n");
}

const NO_STDIN = 'R >/dev/null 2>&1 | c "$@" </dev/null';

// tee has to find its second output by name. Its status tells apart a command that takes no more.
const STDIN =
  `h base64 && h tee && [ $t$d = 11 ] && [ "$(printf o | tee /dev/fd/5 5>&1 >/dev/null)" = o ] 2>/dev/null && b=2
[ $b = 0 ] || ! h cksum || b=1
[ $b != 0 ] || { m "fail stdin $t"; exit; }
k() { if [ $b = 1 ]; then cksum; else printf "0 %s" "$(wc -c)"; fi; }
f() { while a=$({ dd bs=65536 count=1 2>/dev/null | { tee /dev/fd/5 5>&1 >&4; printf "%s " $? >&6; } | k; } 6>&1)
do m "took $a"; case $a in [1-9]* | "0 "*" 0") break; esac; done; }`;

// The command's own shell: it says where the command begins and which process it is.
const INNER = `printf "\\037%s:ready %s:%s\\037" "$1" $$ "$1"; shift; exec "$@"`;

// A session of its own, without the terminal. python ignores SIGPIPE, which a program would inherit.
const SESSION = `y=1
if h setsid; then set -- setsid "$@"
elif h perl; then set -- perl -e "use POSIX; POSIX::setsid(); exec @ARGV" -- "$@"
elif h python3; then set -- python3 -c "import os,sys,signal as s
s.signal(s.SIGPIPE,s.SIG_DFL);os.setsid();os.execvp(sys.argv[1],sys.argv[1:])" "$@"
else y=0; fi`;

// GS becomes GS 2 and 0xef GS 1. sed holds a line back until its end, so it gets a piece at a time:
// dd reads what is there, however little; its count tells the end.
const OUTPUT = `g=$(printf "\\035") l=$(printf "\\357"); [ $\{#l} = 1 ] || l="\\\\xef"
s() { if [ $e = 1 ]; then LC_ALL=C sed "s/$g/$\{g}2/g;s/$l/$\{g}1/g"; else cat; fi; }
o() { [ $d = 1 ] || { s >&3; return; }
while a=$({ dd bs=65536 count=1 | s >&3; } 2>&1); do case $a in 0+1* | 1+0*) m piece ;; *) break; esac; done; }`;

// One write, so that nothing of stdout gets in between: the second dd collects.
const STDERR = `q() { [ $d = 1 ] || { s >&3; return; }
while a=$({ dd bs=32768 count=1 | { printf "\\036%s:err " "$n"; s; printf ":%s\\036" "$n"; } |
dd ibs=65536 obs=131072 2>/dev/null >&3; } 2>&1); do case $a in 0+1* | 1+0*) ;; *) break; esac; done; }`;

/**
 * Runs the command; fd 5 is its stderr, the shell's own remarks about it ("Killed") are dropped. A
 * command may kill its parent, which is not the one that says so.
 */
function command(merge: boolean): string {
  return `u() { printf "\\037%s:%s:%s\\037" "$n" "$1" "$n"; }
c() { ( ( exec "$@" 2>&5 3>&- 4>&- 5>&- ); u "exit $?"${merge ? "" : "; u end >&5"} ); u over; }`;
}

// What R does with every line that is not stdin's.
const CONTROL = `k) [ "$i" -le "$v" ] || { v=$i; kill -s "$k" -- "$l"; } ;;
p) p=$i ;;
q) kill -s KILL 0 ;;
esac; done`;
const HANG_UP = `trap exit HUP; trap "[ -z \\"\\$p\\" ] || kill -s HUP -- \\"\\$p\\"" EXIT`;

/**
 * R; once stdin has ended it is another program, because some shells keep a closed pipe's copy. A
 * batch is decoded while the next one is read, and given on in one write: each piece costs F six
 * processes.
 */
function reader(pipe: boolean): string {
  const alone = `j='v=$1 p=$2; ${HANG_UP}
while read -r j i k l; do case $j in
${CONTROL}'`;
  if (!pipe) return `${alone}\nR() { exec sh -c "$j" "$n" 0 ""; }`;
  return `${alone}
w() { if [ "$k" -gt 8 ]; then dd ibs=65536 obs=131072; else cat; fi; }
R() { a=0 z=0 v=0 p=; ${HANG_UP}
while read -r y i k l; do case $y in
d) [ $z = 0 ] || continue; x=$(dd bs=1024 count="$k")
if [ "$i" -le "$a" ]; then :
elif [ "$i" = $((a + 1)) ] && [ $\{#x} = "$l" ]; then
a=$i; wait; [ "$k" != 0 ] || exec sh -c "$j" "$n" "$v" "$p" >&3
printf "%s\\n" "$x" | base64 -d | w &
else z=1; m "again $((a + 1))"; fi ;;
s) [ $z = 0 ] || { a=$((i - 1)) z=0; } ;;
\\?) [ $z = 0 ] || m "again $((a + 1))" ;;
${CONTROL}; }`;
}

// `trap : INT` keeps the wrapper alive to tell the status of a command that ^C ended, or that caught
// it; the command gets the default back. What is typed ahead may stand before the line that ends it.
function terminalScript(options: Omit<WrapOptions, "stdin" | "mergeStderr">): string {
  const { envFromPid1 } = options;
  return [
    HEAD,
    "trap : INT QUIT",
    ...before(options),
    ...envFromPid1 === true
      ? [`set -- sh -c ${quoteWord(`${EXPORT_PID1}\nexec "$@"`)} sh "$@"`]
      : [],
    'm "start 0000"',
    '( trap : INT QUIT; "$@" ); a=$?',
    'stty -echo 2>/dev/null; m "exit $a"',
    'while read -r a; do case $a in *"$n"*) break; esac; done',
  ].join("\n");
}
