// An end that is often full: what ssh, Node and many a test runner give a program as its stdout.

/**
 * A Python program: KIND WORDS… starts a program on a non-blocking pipe, socket or terminal, reads it
 * slowly, passes it on, and ends as it does.
 */
export const SLOW_READER = `
import fcntl, os, socket, subprocess, sys, termios
kind = sys.argv[1]
if kind == "pipe": r, w = os.pipe()
elif kind == "socket": a, b = socket.socketpair(); r, w = a.detach(), b.detach()
else:
    r, w = os.openpty()
    how = termios.tcgetattr(w); how[1] &= ~termios.OPOST; termios.tcsetattr(w, termios.TCSANOW, how)
fcntl.fcntl(w, fcntl.F_SETFL, fcntl.fcntl(w, fcntl.F_GETFL) | os.O_NONBLOCK)
child = subprocess.Popen(sys.argv[2:], stdout=w); os.close(w)
got = 0
while got < 2000000:
    try: some = os.read(r, 3000)
    except OSError: break
    if not some: break
    got += len(some); sys.stdout.buffer.write(some)
child.kill() if got >= 2000000 else None
sys.exit(child.wait())
`;
