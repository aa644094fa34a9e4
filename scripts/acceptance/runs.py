"""What the acceptance scripts share: starting scripts/bellows, reading its run directories.

Needs Python 3.9 and nothing else. The environment variable BELLOWS names another command to test.
"""
import json
import os
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BELLOWS = os.environ.get("BELLOWS", str(ROOT / "scripts" / "bellows"))


def start(*arguments, log=None):
    """Starts scripts/bellows; its process is the driver's JVM, since the script calls exec."""
    out = open(log, "ab") if log else subprocess.PIPE
    return subprocess.Popen([BELLOWS, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=out,
                            stderr=subprocess.STDOUT if log else subprocess.PIPE)


def run(*arguments, timeout=1800):
    """Runs scripts/bellows to its end; returns (exit code, standard output, standard error)."""
    done = subprocess.run([BELLOWS, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=timeout)
    return (done.returncode, done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"))


def train(configuration, directory, *arguments):
    """Trains into a run directory and returns its summary; ends this program if that fails."""
    code, out, err = run("train", configuration, "--run-dir", directory, *arguments)
    if code != 0:
        sys.exit(f"{out}{err}training into {directory} ended with exit code {code}")
    return summary(directory)


def summary(directory):
    """Returns summary.json of a run."""
    return json.loads(Path(directory, "summary.json").read_text())


def status(directory):
    """Returns status.json of a run, or None where there is none yet."""
    try:
        return json.loads(Path(directory, "status.json").read_text())
    except FileNotFoundError:
        return None


def metrics(directory, kind):
    """Returns the lines of metrics.jsonl of one type: step or validation."""
    lines = Path(directory, "metrics.jsonl").read_text().splitlines()
    return [line for line in map(json.loads, lines) if line["type"] == kind]


def resolved(directory):
    """Returns the values of config.yaml that stand one level deep, such as training.lanes, as text."""
    values, section = {}, ""
    for line in Path(directory, "config.yaml").read_text().splitlines():
        key, _, value = line.split(" #")[0].rstrip().partition(":")
        if key and not key.startswith(" "):
            section = key
        elif key.startswith("  ") and not key.startswith("   "):
            values[f"{section}.{key.strip()}"] = value.strip()
    return values


def children(pid):
    """Returns the processes below a process."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            for child in (task / "children").read_text().split():
                found += [int(child)] + children(int(child))
        except (FileNotFoundError, ProcessLookupError):
            pass  # it has just ended
    return found


def executors(pid):
    """Returns the executors below a driver."""
    found = []
    for child in children(pid):
        try:
            if b"CoarseGrainedExecutorBackend" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def wait_for(condition, process, deadline_seconds):
    """Waits until a condition holds; returns False if the process ended or time ran out before."""
    end = time.monotonic() + deadline_seconds
    while not condition():
        if process.poll() is not None or time.monotonic() > end:
            return condition()
        time.sleep(0.005)
    return True


def resident(process, field="VmRSS"):
    """Returns the resident memory of a process in MiB, or the highest it was (VmHWM); None if it has ended."""
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return None


def watched(arguments, log):
    """Runs scripts/bellows; returns its exit code and (seconds, MiB) pairs of its resident memory."""
    process = start(*arguments, log=log)
    seen, begin = [], time.monotonic()
    ended = threading.Event()

    def look():
        while not ended.wait(0.1):
            memory = resident(process.pid)
            if memory is not None:
                seen.append((time.monotonic() - begin, memory))

    watcher = threading.Thread(target=look)
    watcher.start()
    code = process.wait()
    ended.set()
    watcher.join()
    return code, seen


def write_safetensors(path, tensors):
    """Writes fp32 tensors, given as {name: (shape, flat list of numbers)}, in safetensors' format."""
    header, data = {}, b""
    for name, (shape, values) in tensors.items():
        raw = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": list(shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)


def table(titles, rows):
    """Prints a Markdown table."""
    print("| " + " | ".join(titles) + " |")
    print("|" + "---|" * len(titles))
    for row in rows:
        print("| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
              + " |", flush=True)


def split_arguments(arguments):
    """Returns what stands before the first -- and what stands after it."""
    if "--" not in arguments:
        return arguments, []
    index = arguments.index("--")
    return arguments[:index], arguments[index + 1:]
