"""Runs a command in a pseudo-terminal of a size, and passes keys in and what it draws out.

python3 terminal.py COLUMNS ROWS COMMAND...    A line "resize COLUMNS ROWS" on descriptor 3 changes the size.
Ends with the command's exit code, after a line on stderr: whether the terminal is left as it was.
"""
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))


def take_terminal():
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


columns, rows, *command = sys.argv[1:]
ours, theirs = os.openpty()
resize(theirs, columns, rows)
before = termios.tcgetattr(theirs)
child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=take_terminal)
sources = [0, ours, 3]
while True:
    ready, _, _ = select.select(sources, [], [], 0.05)
    if ours in ready:
        sys.stdout.buffer.write(os.read(ours, 65536))
        sys.stdout.buffer.flush()
    if 0 in ready:
        keys = os.read(0, 1024)
        if keys:
            os.write(ours, keys)
        else:
            # The test is gone: what runs here hears what it would of a terminal that is closed.
            sources.remove(0)
            os.killpg(child.pid, signal.SIGHUP)
    if 3 in ready:
        words = os.read(3, 1024).decode().split()
        if words:
            resize(ours, *words[1:3])
            os.killpg(child.pid, signal.SIGWINCH)
        else:
            sources.remove(3)
    if not ready and child.poll() is not None:
        break
same = termios.tcgetattr(theirs) == before
sys.stderr.write("left as it was\n" if same else "changed\n")
sys.exit(child.returncode if child.returncode >= 0 else 128 - child.returncode)
