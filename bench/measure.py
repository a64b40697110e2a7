"""Runs the drivers and judges: each number stands beside its limit. Called by bench/run."""
import json, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time, urllib.request

build, what = sys.argv[1], sys.argv[2]
disk = os.environ.get("OPAK_BENCH_FOLDER") or build
failed = []


def say(name, value, limit, holds):
    print(f"{'ok  ' if holds else 'FAIL'} {name}: {value} (limit {limit})")
    if not holds:
        failed.append(name)


def load():
    return os.getloadavg()[0]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, path="/", seconds=10.0):
    """Seconds until the address answers 200."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
                if answer.status == 200:
                    return time.monotonic() - start
        except OSError:
            time.sleep(0.005)
    raise SystemExit(f"nothing answered on port {port}")


def durable():
    got = subprocess.run([f"{build}/bench/durable_bench", disk, "4", "3", "64"], capture_output=True, text=True)
    if not got.stdout.strip():
        raise SystemExit(got.stderr)
    told = json.loads(got.stdout)
    one, group = told["one_commit_each"], told["group_commit"]
    print(f"     one commit each {one['applications_per_s']:.0f}/s (half within {one['ms_half']:.1f} ms, 99% within {one['ms_99']:.1f} ms), "
          f"group commit {group['applications_per_s']:.0f}/s ({group['ms_half']:.1f} ms, {group['ms_99']:.1f} ms); "
          f"this disk syncs {told['fdatasync_per_s']:.0f}/s; load {told['load_before']:.1f} to {told['load_after']:.1f}")
    say("durable applications, group commit over one commit each", f"{told['ratio']:.1f}", "at least 3", told["ratio"] >= 3)
    say("refused or failed", one["refused"] + group["refused"], 0, one["refused"] + group["refused"] == 0)


def wrk(port, path):
    out = subprocess.run(["wrk", "-t1", "-c64", "-d3s", f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    if errors or "Socket errors" in out:
        raise SystemExit("wrk saw errors:\n" + out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def cpu_seconds(pid):
    """Processor time of a process and its children, which no neighbour on this machine can take away."""
    total = 0
    for one in [pid] + [int(c) for c in open(f"/proc/{pid}/task/{pid}/children").read().split()]:
        fields = open(f"/proc/{one}/stat").read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def measured(port, path, pid):
    before = cpu_seconds(pid)
    rate = wrk(port, path)
    return rate, (cpu_seconds(pid) - before) / (rate * 3) * 1e6


def nginx(folder, port):
    with open(f"{folder}/nginx.conf", "w") as conf:
        conf.write(f"""daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type text/html; open_file_cache max=10;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}""")
    return subprocess.Popen(["nginx", "-p", folder, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"], stderr=subprocess.DEVNULL)


def status_server(mode):
    server = subprocess.Popen([f"{build}/bench/status_bench_server", mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    port, path = server.stdout.readline().split()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        page = answer.read()
    assert b"</html>" in page, "the status page is not whole"
    return server, int(port), path, page


def status():
    """Drawn anew for every look, and kept until the case changes, each against nginx with the same bytes as a file."""
    folder = tempfile.mkdtemp(prefix="opak-nginx-")
    os.chmod(folder, 0o755)
    os.makedirs(f"{folder}/www")
    servers, web = [], None
    try:
        their_port = free_port()
        web = nginx(folder, their_port)
        for mode, words, least in (("drawn", "status page drawn anew over nginx's file", 0.3), ("kept", "status page kept until its case changes over nginx's file", 0.8)):
            ours, port, path, page = status_server(mode)
            servers.append(ours)
            with open(f"{folder}/www/{mode}.html", "wb") as file:
                file.write(page)
            wait_for(their_port, f"/{mode}.html")
            with urllib.request.urlopen(f"http://127.0.0.1:{their_port}/{mode}.html") as answer:
                assert answer.read() == page, "nginx does not serve the same bytes"
            # Turn by turn, so that what else this machine does falls on both.
            turns = [measured(port, path, ours.pid) + measured(their_port, f"/{mode}.html", web.pid) for _ in range(3)]
            mine, my_us, theirs, their_us = (statistics.median(column) for column in zip(*turns))
            ratio = statistics.median(a / b for a, _, b, _ in turns)
            print(f"     {mode} {mine:.0f}/s ({my_us:.0f} us of processor a page), nginx (one worker, the same {len(page)} bytes as a file) "
                  f"{theirs:.0f}/s ({their_us:.0f} us); load {load():.1f}")
            say(words, f"{ratio:.2f}", f"at least {least}", ratio >= least)
    finally:
        for ours in servers:
            ours.stdin.close()
            ours.wait(10)
        if web:
            web.send_signal(signal.SIGQUIT)
            web.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def resident_kb(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))


def start():
    times, memory = [], []
    for _ in range(5):
        folder, port = tempfile.mkdtemp(prefix="opak-start-", dir=disk), free_port()
        begun = time.monotonic()
        ours = subprocess.Popen([f"{build}/opak", "serve", "--data", folder, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port, "/sehat")
            times.append(time.monotonic() - begun)
            time.sleep(1)
            memory.append(resident_kb(ours.pid) / 1024)
        finally:
            ours.terminate()
            ours.wait(15)
            shutil.rmtree(folder, ignore_errors=True)
    say("empty start until the first 200", f"{statistics.median(times):.2f} s", "at most 1 s", statistics.median(times) <= 1)
    say("resident at rest", f"{max(memory):.0f} MB", "at most 64 MB", max(memory) <= 64)


def hot():
    subprocess.run([f"{build}/bench/hot_paths_bench", "--benchmark_min_time=0.3"], check=True)


measures = {"durable": durable, "status": status, "start": start, "hot": hot}
for name, measure in measures.items():
    if what in ("all", name):
        measure()
sys.exit(1 if failed else 0)
