#!/usr/bin/env python3
"""Checks a public log of Opak Manis from outside, with nothing of Opak Manis in it.

This is a second implementation, written from the specifications alone (RFC 6962, RFC 8032, C2SP signed-note,
tlog-checkpoint, tlog-tiles, tlog-proof) with Python's standard library. It must never share code with the first.

  verify.py http://localhost:8080/log                      the whole log of a running city
  verify.py FOLDER                                         the same, from files fetched before
  verify.py http://localhost:8080/log --receipt R.tlog-proof   and that the receipt's leaf is still in it
  verify.py --receipt R.tlog-proof --vkey KEY              a receipt alone, without network
  verify.py http://localhost:8080/log --old CHECKPOINT     and that the log only grew since that checkpoint

--vkey takes the log's verifier key or a file that holds it. Without it the key is asked of the log itself, which proves
only that the log agrees with itself: compare the printed key with one you got by another way.
Exit code: 0 all is well, 1 something is wrong, 2 it could not be checked.
"""
import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import sys
import urllib.error
import urllib.request


class Wrong(Exception):
    """The log or the receipt is not what it claims."""


class CannotTell(Exception):
    """There was nothing to judge: no answer, no file, no key."""


# --- Ed25519, RFC 8032 section 5.1.7, verification only -------------------------------------------------------------

PRIME = (1 << 255) - 19
ORDER = (1 << 252) + 27742317777372353535851937790883648493
CURVE_D = (-121665 * pow(121666, -1, PRIME)) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)
NEUTRAL = (0, 1, 1)


def point_add(p, q):
    """Projective addition on -x^2 + y^2 = 1 + d x^2 y^2 (complete, so it doubles too)."""
    x1, y1, z1 = p
    x2, y2, z2 = q
    zz = z1 * z2 % PRIME
    zz2 = zz * zz % PRIME
    xx, yy = x1 * x2 % PRIME, y1 * y2 % PRIME
    e = CURVE_D * xx * yy % PRIME
    f, g = (zz2 - e) % PRIME, (zz2 + e) % PRIME
    cross = ((x1 + y1) * (x2 + y2) - xx - yy) % PRIME
    return (zz * f * cross % PRIME, zz * g * (yy + xx) % PRIME, f * g % PRIME)


def point_times(number, point):
    result = NEUTRAL
    for bit in bin(number)[2:]:
        result = point_add(result, result)
        if bit == "1":
            result = point_add(result, point)
    return result


def point_from(encoded):
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= PRIME:
        raise Wrong("a point of a key or signature is not in its shortest form")
    u, v = (y * y - 1) % PRIME, (CURVE_D * y * y + 1) % PRIME
    x = u * pow(v, 3, PRIME) * pow(u * pow(v, 7, PRIME), (PRIME - 5) // 8, PRIME) % PRIME
    if (v * x * x - u) % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (v * x * x - u) % PRIME or (x == 0 and sign):
        raise Wrong("a key or signature holds no point of the curve")
    return (PRIME - x if x & 1 != sign else x, y, 1)


BASE_Y = 4 * pow(5, -1, PRIME) % PRIME
BASE = point_from(BASE_Y.to_bytes(32, "little"))


def ed25519_holds(public_key, message, signature):
    if len(signature) != 64 or len(public_key) != 32:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    a, r = point_from(public_key), point_from(signature[:32])
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    left, right = point_times(s, BASE), point_add(r, point_times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % PRIME == 0 and (left[1] * right[2] - right[1] * left[2]) % PRIME == 0


# --- The tree, RFC 6962 section 2.1 ---------------------------------------------------------------------------------

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry):
    return sha256(b"\x00", entry)


def node_hash(left, right):
    return sha256(b"\x01", left, right)


def tree_root(hashes):
    """Joins neighbours row by row; one left over at the end goes up as it is."""
    if not hashes:
        return sha256()
    row = list(hashes)
    while len(row) > 1:
        odd = [row[-1]] if len(row) % 2 else []
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)] + odd
    return row[0]


def root_by_proof(index, size, leaf, proof):
    """The root that a way up from a leaf leads to, read from the top: the last hash is the other half of the whole."""
    if size == 1:
        if proof:
            raise Wrong("the proof has too many hashes")
        return leaf
    if not proof:
        raise Wrong("the proof has too few hashes")
    half = 1
    while half * 2 < size:
        half *= 2
    if index < half:
        return node_hash(root_by_proof(index, half, leaf, proof[:-1]), proof[-1])
    return node_hash(proof[-1], root_by_proof(index - half, size - half, leaf, proof[:-1]))


# --- Notes, keys and checkpoints ------------------------------------------------------------------------------------

def unbase64(text, what):
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong(f"{what} is not base64")
    if base64.b64encode(raw).decode() != text:
        raise Wrong(f"{what} is base64 with loose ends")
    return raw


def decimal(text, what):
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text):
        raise Wrong(f"{what} is not a plain number")
    return int(text)


class Key:
    def __init__(self, vkey):
        parts = vkey.strip().split("+", 2)
        if len(parts) != 3:
            raise Wrong("the verifier key does not have three parts")
        self.text, self.name = vkey.strip(), parts[0]
        typed = unbase64(parts[2], "the verifier key")
        if len(typed) != 33 or typed[0] != 1:
            raise Wrong("the verifier key is not of an Ed25519 log")
        self.public_key = typed[1:]
        self.id = sha256(self.name.encode(), b"\n", typed)[:4]
        if self.id.hex() != parts[1]:
            raise Wrong("the verifier key's id does not belong to it")


def open_checkpoint(note, key):
    """(size, root) of a checkpoint that this key has signed."""
    try:
        text = note.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong("the checkpoint is not UTF-8")
    if re.search(r"[\x00-\x09\x0b-\x1f]", text) or not text.endswith("\n"):
        raise Wrong("the checkpoint holds control bytes or lacks its last newline")
    body, gap, signatures = text.rpartition("\n\n")
    if not gap:
        raise Wrong("the checkpoint has no signatures")
    body += "\n"
    good = 0
    for line in signatures.splitlines():
        mark = re.fullmatch("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)", line)
        if not mark:
            raise Wrong("a signature line of the checkpoint is malformed")
        raw = unbase64(mark[2], "a signature")
        if mark[1] == key.name and raw[:4] == key.id:
            if not ed25519_holds(key.public_key, body.encode(), raw[4:]):
                raise Wrong("the log's signature on the checkpoint does not hold")
            good += 1
    if not good:
        raise Wrong("the checkpoint is not signed by this key")
    lines = body.split("\n")
    if len(lines) != 4 or lines[3]:
        raise Wrong("the checkpoint does not have exactly three lines")
    if lines[0] != key.name:
        raise Wrong("the checkpoint is of another log")
    root = unbase64(lines[2], "the checkpoint's root")
    if len(root) != 32:
        raise Wrong("the checkpoint's root is not a hash")
    return decimal(lines[1], "the checkpoint's size"), root


# --- The log's files ------------------------------------------------------------------------------------------------

class Place:
    """The log's files, in a folder or behind an address."""

    def __init__(self, where):
        self.where = where.rstrip("/")
        self.is_url = re.match(r"https?://", where) is not None

    def get(self, name):
        try:
            if self.is_url:
                with urllib.request.urlopen(f"{self.where}/{name}", timeout=30) as answer:
                    return answer.read()
            with open(os.path.join(self.where, name), "rb") as file:
                return file.read()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise Wrong(f"{name} is missing")
            raise CannotTell(f"{name}: {error}")
        except FileNotFoundError:
            raise Wrong(f"{name} is missing")
        except OSError as error:
            raise CannotTell(f"{name}: {error}")


def tile_names(folder, count):
    """(name, width) of the files that hold `count` things, 256 in each."""
    for n in range((count + 255) // 256):
        width = min(256, count - n * 256)
        thousands = re.sub(r"(?=(?:...)+$)", "/", f"{n:0{-(-len(str(n)) // 3) * 3}d}").strip("/").split("/")
        path = "/".join(["x" + group for group in thousands[:-1]] + thousands[-1:])
        yield f"tile/{folder}/{path}" + (f".p/{width}" if width < 256 else ""), width


def read_entries(place, size):
    entries = []
    for name, width in tile_names("entries", size):
        data, at, found = place.get(name), 0, 0
        while at < len(data):
            length = int.from_bytes(data[at:at + 2], "big")
            entry = data[at + 2:at + 2 + length]
            if at + 2 > len(data) or len(entry) != length:
                raise Wrong(f"{name} is cut short")
            entries.append(entry)
            at, found = at + 2 + length, found + 1
        if found != width:
            raise Wrong(f"{name} holds {found} entries and should hold {width}")
    return entries


def check_tiles(place, leaves):
    """Every tile that this size implies, against hashes computed from the entries."""
    level, row = 0, leaves
    while row:
        for number, (name, width) in enumerate(tile_names(str(level), len(row))):
            if place.get(name) != b"".join(row[number * 256:number * 256 + width]):
                raise Wrong(f"{name} does not follow from the entries")
        row = [tree_root(row[i:i + 256]) for i in range(0, len(row) - 255, 256)]
        level += 1


LEAF_SHAPE = {
    "commitment": r"[0-9a-f]{64}", "day": r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "fact": r"[a-z_]{3,40}",
    "lane": r"ordinary|priority", "mark": r"[A-Za-z0-9_-]{16}", "office": r"[a-z0-9][a-z0-9_.-]{1,39}",
    "reason": r"[a-z_]{3,40}", "service": r"[a-z0-9][a-z0-9_.-]{1,39}",
}


def check_entry(entry, number, day_before):
    """One leaf: canonical JSON, its own number, known members only, never an earlier day. Gives its day."""
    try:
        leaf = json.loads(entry)
        again = json.dumps(leaf, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except ValueError:
        raise Wrong(f"entry {number} is not JSON")
    if not isinstance(leaf, dict) or again != entry:
        raise Wrong(f"entry {number} is not canonical JSON")
    if type(leaf.get("n")) is not int or leaf["n"] != number:
        raise Wrong(f"entry {number} carries the number {leaf.get('n')}")
    if set(leaf) - {"n", "reason"} != set(LEAF_SHAPE) - {"reason"}:
        raise Wrong(f"entry {number} has other members than a leaf may have")
    for name, shape in LEAF_SHAPE.items():
        if name in leaf and not (isinstance(leaf[name], str) and re.fullmatch(shape, leaf[name])):
            raise Wrong(f"entry {number}: {name} is not what it should be")
    if leaf["day"] < day_before:
        raise Wrong(f"entry {number} has a day before that of entry {number - 1}")
    return leaf["day"]


def check_log(place, key):
    size, root = open_checkpoint(place.get("checkpoint"), key)
    entries = read_entries(place, size)
    day = ""
    for number, entry in enumerate(entries):
        day = check_entry(entry, number, day)
    leaves = [leaf_hash(entry) for entry in entries]
    check_tiles(place, leaves)
    if tree_root(leaves) != root:
        raise Wrong("the signed root does not follow from the entries")
    print(f"log: {size} entries, root {root.hex()}, signature, every tile and every entry hold")
    return leaves


def check_only_grew(leaves, size, root, what):
    if size > len(leaves):
        raise Wrong(f"{what} knows {size} entries and the log shows only {len(leaves)}")
    if tree_root(leaves[:size]) != root:
        raise Wrong(f"{what} and the log show two different histories")


# --- Receipts, C2SP tlog-proof --------------------------------------------------------------------------------------

def check_receipt(data, key):
    """(index, leaf hash, size, root) of a receipt that proves itself."""
    head, gap, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Wrong("the receipt is not plain text")
    if not gap or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Wrong("this is not a receipt")
    if not lines or not lines[0].startswith("extra "):
        raise CannotTell("the receipt does not carry its leaf")
    leaf = unbase64(lines.pop(0)[6:], "the receipt's leaf")
    if not lines or not lines[0].startswith("index "):
        raise Wrong("the receipt does not say its index")
    index = decimal(lines.pop(0)[6:], "the receipt's index")
    proof = [unbase64(line, "a hash of the receipt") for line in lines]
    size, root = open_checkpoint(checkpoint, key)
    if index >= size or any(len(hash) != 32 for hash in proof):
        raise Wrong("the receipt's index or hashes are out of range")
    if root_by_proof(index, size, leaf_hash(leaf), proof) != root:
        raise Wrong("the receipt's leaf is not in the tree that was signed")
    check_entry(leaf, index, "")
    print(f"receipt: entry {index} is in the signed tree of {size}: {leaf.decode()}")
    return index, leaf_hash(leaf), size, root


def read_file(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise CannotTell(str(error))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", nargs="?", help="address or folder of the log")
    parser.add_argument("--vkey", help="the log's verifier key, or a file that holds it")
    parser.add_argument("--receipt", help="a .tlog-proof file")
    parser.add_argument("--old", help="a checkpoint kept from an earlier day")
    asked = parser.parse_args()
    if not asked.log and not (asked.receipt and asked.vkey):
        parser.error("give the log's address or folder, or a receipt and the log's key")
    if asked.old and not asked.log:
        parser.error("--old needs the log")

    place = Place(asked.log) if asked.log else None
    if asked.vkey:
        key = Key(read_file(asked.vkey).decode() if os.path.exists(asked.vkey) else asked.vkey)
    else:
        key = Key(place.get("vkey").decode())
        print(f"key taken from the log itself, compare it: {key.text}")

    receipt = check_receipt(read_file(asked.receipt), key) if asked.receipt else None
    leaves = check_log(place, key) if place else None
    if leaves is not None and receipt:
        index, hash, size, root = receipt
        check_only_grew(leaves, size, root, "the receipt")
        if leaves[index] != hash:
            raise Wrong("the log shows another entry in the receipt's place")
        print("receipt: the log still shows the same entry in the same place")
    if asked.old:
        size, root = open_checkpoint(read_file(asked.old), key)
        check_only_grew(leaves, size, root, "the old checkpoint")
        print(f"old checkpoint: the log has only grown since it held {size} entries")


if __name__ == "__main__":
    try:
        main()
    except Wrong as wrong:
        print(f"WRONG: {wrong}", file=sys.stderr)
        sys.exit(1)
    except CannotTell as reason:
        print(f"could not be checked: {reason}", file=sys.stderr)
        sys.exit(2)
