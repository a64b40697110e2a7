"""Runs the drivers and judges: each number stands beside its limit. Called by bench/run."""
import json, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time, urllib.request

build, what = sys.argv[1], sys.argv[2]
disk = os.environ.get("OPAK_BENCH_FOLDER") or build
rows = []  # What is said at the end, and kept.

# name: applications, rounds, seconds a measurement, seconds of the rush, live pages
SIZES = {"quick": (1_000, 1, 1, 5, 2_000), "full": (100_000, 3, 5, 60, 10_000), "soak": (1_000_000, 3, 10, 300, 10_000)}


def row(name, value, unit, must, aim, at_most=False):
    """One line of the table. `must` and `aim` are limits of `value`; at_most: smaller is better."""
    def reached(limit):
        return limit is None or (value <= limit if at_most else value >= limit)
    rows.append({"what": name, "value": value, "unit": unit, "must": must, "aim": aim, "at_most": at_most, "holds": reached(must), "aim_reached": aim is not None and reached(aim)})


def shown(value):
    if value is None:
        return ""
    return f"{value:.2f}" if abs(value) < 10 else f"{value:,.0f}"


def table():
    print(f"\n{'what':<74} {'measured':>10} {'unit':<5} {'must':>9} {'aim':>9}")
    for one in rows:
        sign = "<= " if one["at_most"] else ">= "
        limits = [(sign + shown(limit)) if limit is not None else "" for limit in (one["must"], one["aim"])]
        word = "aim reached" if one["aim_reached"] else "holds" if one["holds"] and one["must"] is not None else "MISSED" if not one["holds"] else ""
        print(f"{one['what']:<74} {shown(one['value']):>10} {one['unit']:<5} {limits[0]:>9} {limits[1]:>9}  {word}")


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


def durable(seconds=4, rounds=3):
    got = subprocess.run([f"{build}/bench/durable_bench", disk, str(seconds), str(rounds), "64"], capture_output=True, text=True)
    if not got.stdout.strip():
        raise SystemExit(got.stderr)
    told = json.loads(got.stdout)
    one, group, accepted, syncs = told["one_commit_each"], told["group_commit"], told["accepted"], told["fdatasync_per_s"]
    print(f"     one commit each {one['applications_per_s']:.0f}/s (half within {one['ms_half']:.1f} ms, 99% within {one['ms_99']:.1f} ms), "
          f"group commit {group['applications_per_s']:.0f}/s ({group['ms_half']:.1f} ms, {group['ms_99']:.1f} ms), "
          f"drafts opened before {accepted['applications_per_s']:.0f}/s ({accepted['ms_half']:.1f} ms, {accepted['ms_99']:.1f} ms); "
          f"this disk syncs {syncs:.0f}/s, bare SQLite keeps {told['bare_rows_per_s']:.0f} rows of 1 kB/s, 64 a commit; load {told['load_before']:.1f} to {told['load_after']:.1f}")
    row("this disk: fdatasync of 4 kB", syncs, "/s", None, None)
    row("bare SQLite, rows of 1 kB, 64 a commit", told["bare_rows_per_s"], "/s", None, None)
    row("applications accepted durably (draft opened before), 64 clients", accepted["applications_per_s"], "/s", None, None)
    row("  over fdatasync of the same disk", accepted["applications_per_s"] / syncs, "x", 1, 2.5)
    row("applications opened and accepted (two commits each), 64 clients", group["applications_per_s"], "/s", None, None)
    row("  over fdatasync of the same disk", group["applications_per_s"] / syncs, "x", None, None)
    row("  over one commit each", told["ratio"], "x", 3, 6)
    row("  refused or failed", one["refused"] + group["refused"] + accepted["refused"], "", 0, 0, at_most=True)


def wrk(port, path, seconds):
    out = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
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


def measured(port, path, pid, seconds):
    before = cpu_seconds(pid)
    rate = wrk(port, path, seconds)
    return rate, (cpu_seconds(pid) - before) / (rate * seconds) * 1e6


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


def status(seconds=3, rounds=3):
    """Drawn anew for every look, and kept until the case changes, each against nginx with the same bytes as a file."""
    for tool in ("wrk", "nginx"):
        if not shutil.which(tool):
            print(f"skip the status page beside nginx: {tool} is not installed")
            return
    folder = tempfile.mkdtemp(prefix="opak-nginx-")
    os.chmod(folder, 0o755)
    os.makedirs(f"{folder}/www")
    servers, web = [], None
    try:
        for _ in range(3):  # A port that was free a moment ago may have been taken since.
            their_port = free_port()
            web = nginx(folder, their_port)
            time.sleep(0.5)
            if web.poll() is None:
                break
        for mode, words, must, aim in (("drawn", "status page drawn anew, over nginx's file of the same bytes", 0.3, 0.5), ("kept", "status page kept until its case changes, over nginx's file", 0.8, 1.2)):
            ours, port, path, page = status_server(mode)
            servers.append(ours)
            with open(f"{folder}/www/{mode}.html", "wb") as file:
                file.write(page)
            try:
                wait_for(their_port, f"/{mode}.html", 30)
            except SystemExit:
                if os.path.exists(f"{folder}/error.log"):
                    print(open(f"{folder}/error.log").read()[-2000:], file=sys.stderr)
                raise
            with urllib.request.urlopen(f"http://127.0.0.1:{their_port}/{mode}.html") as answer:
                assert answer.read() == page, "nginx does not serve the same bytes"
            # Turn by turn, so that what else this machine does falls on both.
            turns = [measured(port, path, ours.pid, seconds) + measured(their_port, f"/{mode}.html", web.pid, seconds) for _ in range(rounds)]
            mine, my_us, theirs, their_us = (statistics.median(column) for column in zip(*turns))
            print(f"     {mode} {mine:.0f}/s ({my_us:.0f} us of processor a page), nginx (one worker, the same {len(page)} bytes as a file) "
                  f"{theirs:.0f}/s ({their_us:.0f} us); load {load():.1f}")
            row(words, statistics.median(a / b for a, _, b, _ in turns), "x", must, aim)
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


def start(rounds=5):
    times, memory = [], []
    for _ in range(rounds):
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
    row("empty city: from the start until the first 200", statistics.median(times), "s", 1, None, at_most=True)
    row("empty city: resident at rest", max(memory), "MB", 64, None, at_most=True)


def hot():
    subprocess.run([f"{build}/bench/hot_paths_bench", "--benchmark_min_time=0.3"], check=True)


# name of `opak bench` -> words of the table, unit, must, aim, smaller is better, factor
CITY = [("lifecycles", "lifecycles a second (filed, taken, opened, ended by two, found again)", "/s", 300, 1500, False, 1),
        ("beside a city that has just begun", "  loss beside a city that has just begun", "%", 30, 10, True, None),
        ("the slowest of them, 99 % within", "the slowest officer's page, 99 % within", "ms", 50, 15, True, 1),
        ("status pages, of 100 cases", "status pages, of 100 cases", "/s", None, None, False, 1),
        ("status pages, of all years", "status pages, of all years", "/s", None, None, False, 1),
        ("from the start until it listens", "start", "s", 3, 0.5, True, 0.001),
        ("memory afterwards", "memory after all of it", "MB", 1000, 300, True, 1),
        ("entries folded", "boards folded again, entries a second", "/s", 100_000, 500_000, False, 1),
        ("whole lives", "whole lives with two photos (web, desk, register, printer, counter)", "/s", None, None, False, 1),
        ("webhook, half within", "200 messages by WhatsApp a second: kept and answered, half within", "ms", None, None, True, 1),
        ("webhook, 99 % within", "200 messages by WhatsApp a second: kept and answered, 99 % within", "ms", 50, None, True, 1),
        ("rush, forms that were served, 99 % within", "rush of five times: acts that were let in, 99 % within", "ms", 250, 100, True, 1),
        ("as before after", "rush of five times: normal again after", "s", 5, 1, True, 1),
        ("of these not there afterwards", "rush of five times: acknowledged and lost", "", 0, 0, True, 1),
        ("there more than once", "rush of five times: acknowledged and doubled", "", 0, 0, True, 1),
        ("a change reaches the last of them, half within", "change to the last of all open live pages", "ms", 200, 60, True, 1),
        ("memory of the program a page", "memory an open live page", "B", 3072, 1024, True, 1)]


def city(size):
    applications, rounds, seconds, rush_seconds, open_pages = SIZES[size]
    folder = os.environ.get("OPAK_BENCH_CITY") or f"{disk}/bench-city-{applications}"
    kept = f"{build}/bench-city-{size}.json"
    words = [f"{build}/opak", "bench", "--data", folder, "--applications", str(applications), "--years", "1" if size == "quick" else "5", "--rounds", str(rounds), "--seconds", str(seconds), "--rush-seconds", str(rush_seconds), "--open-pages", str(open_pages), "--webhook-seconds", "2" if size == "quick" else "10", "--json", kept, "--rebuild"]
    done = subprocess.run(words)
    if done.returncode not in (0,):
        raise SystemExit(f"opak bench ended with {done.returncode}")
    with open(kept) as file:
        told = {one["name"]: one for one in json.load(file)["numbers"]}
    at = f"at {applications:,} applications: "
    for name, said, unit, must, aim, at_most, factor in CITY:
        if name not in told:
            continue
        value = told[name]["median"]
        value = (1 - value) * 100 if factor is None else value * factor
        row(said if said.startswith("  ") else at + said, value, unit, must, aim, at_most)
    if size == "quick":
        shutil.rmtree(folder, ignore_errors=True)


# group of the benchmark folder -> seconds, must, aim (mean gap to the best known, in %)
PLANS = {"Solomon": (10, 0.5, 0.05), "GH200": (10, 1.0, 0.15), "GH400": (30, 2.0, 0.4), "X-cvrp": (30, 1.0, 0.3), "serang": (10, 1.5, 1.0)}


def plan(size="full"):
    """Gaps of `opak plan` to the best known, judged by the scorer of the benchmark folder; seconds of processor time, one thread."""
    folder = os.environ.get("OPAK_BENCH_PLANS") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../shared/benchmarks/vrp")
    if not os.path.exists(f"{folder}/score.py"):
        print(f"skip the planner: no instances in {folder}")
        return
    import csv
    with open(f"{folder}/bks.csv") as file:
        instances = list(csv.DictReader(file))
    for group, (seconds, must, aim) in PLANS.items():
        names = [one["instance"] for one in instances if one["group"] == group]
        if size == "quick":
            if group not in ("Solomon", "serang"):
                continue
            seconds, names, must, aim = 1, names[-1:], None, 2.5 if group == "serang" else None
        kept = f"{build}/bench-plan-{group}.csv"
        scored = subprocess.run([sys.executable, "-B", f"{folder}/score.py", folder, "--limit", str(seconds), "--only", "^(" + "|".join(names) + ")$", "--csv", kept, "--",
                                 f"{build}/opak", "plan", "--processor-time", "--seconds", "{limit}", "--threads", "1", "--seed", "1"])
        with open(kept) as file:
            told = list(csv.DictReader(file))
        gaps = [float(one["gap"]) for one in told if one["gap"] != ""]
        name = f"planner: {group}, {len(names)} instance{'' if len(names) == 1 else 's'}, {seconds} s: mean gap to the best known"
        if gaps:
            row(name, statistics.mean(gaps), "%", must, aim, at_most=True)
        row(f"  plans of {group} with a fault", len(told) - len(gaps) + (0 if told else 1), "", 0, 0, at_most=True)
        assert scored.returncode in (0, 1), "the scorer failed"


single = {"durable": durable, "status": status, "start": start, "hot": hot, "plan": plan}
began, load_before = time.time(), load()
if what in SIZES:
    rounds = SIZES[what][1]
    durable(1 if what == "quick" else 4, rounds)
    status(1 if what == "quick" else 3, rounds)
    start(1 if what == "quick" else 5)
    plan(what)
    city(what)
else:
    single[what]()
if rows:
    table()
    print(f"\nload {load_before:.1f} before, {load():.1f} after; {os.cpu_count()} processors; {(time.time() - began) / 60:.1f} minutes")
    with open(f"{build}/bench-{what}.json", "w") as file:
        json.dump({"what": what, "at": int(began), "load_before": load_before, "load_after": load(), "processors": os.cpu_count(), "rows": rows}, file, indent=1)
# The quick size shows that everything can be measured; one second on a shared machine is no judgement.
sys.exit(0 if what == "quick" or all(one["holds"] for one in rows) else 1)
