#!/usr/bin/env python3
"""Times `chancery parse` beside spaCy on the same texts, one after the other.

    benches/language.py TEXTS.jsonl --lang fr --chancery target/release/chancery \\
        [--spacy fr_core_news_md] [--runs 3] [--limit 200]

TEXTS holds a JSON object with "text" a line. Both sides run in a process of
their own on one thread and do all they can: sentences, tags, lemmas, trees and
names. What counts is processor time, since machines are shared; each side
counts its own tokens, so characters a second are given as well. Run it with
the Python that has spaCy; without spaCy only the program is timed.
"""

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")}


def main():
    options = arguments()
    if options.worker:
        return spacy_worker(options)
    texts = read_texts(options.texts, options.limit)
    characters = sum(map(len, texts))
    print(f"{len(texts)} texts, {characters} characters, best of {options.runs} runs, one thread")
    print(f"{'':<28}{'tokens':>10}{'cpu s':>9}{'tokens/s':>11}{'kchar/s':>10}{'peak MiB':>10}")
    report("chancery", program(options, texts), characters)
    for model in options.spacy:
        if importlib.util.find_spec("spacy") is None:
            print(f"{model:<28} left out: this Python has no spaCy")
            continue
        report("spaCy " + model, spacy_side(options, model), characters)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts")
    parser.add_argument("--lang", required=True)
    parser.add_argument("--chancery", default="target/release/chancery")
    parser.add_argument("--spacy", nargs="*", default=[])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=int, default=0, help="take the first N texts only")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    return parser.parse_args()


def read_texts(path, limit):
    with open(path, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines if line.strip()]
    return texts[:limit] if limit else texts


def report(name, result, characters):
    rate, speed = result["tokens"] / result["cpu"], characters / result["cpu"] / 1000
    peak = f"{result['peak']:.0f}" if result.get("peak") else "–"
    print(f"{name:<28}{result['tokens']:>10}{result['cpu']:>9.2f}{rate:>11.0f}{speed:>10.1f}{peak:>10}", flush=True)


def program(options, texts):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": str(number), "lang": options.lang, "text": text}) + "\n")
        file.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        command = [options.chancery, "parse", file.name, "--bench", str(options.runs), "--format", "json"]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    return {"tokens": found["words"], "cpu": found["seconds"], "peak": peak}


def spacy_side(options, model):
    command = [sys.executable, __file__, options.texts, "--lang", options.lang, "--worker", model]
    command += ["--runs", str(options.runs), "--limit", str(options.limit)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **ONE_THREAD})
    return json.loads(done.stdout.splitlines()[-1])


def spacy_worker(options):
    import spacy

    nlp = spacy.load(options.worker)
    texts = read_texts(options.texts, options.limit)
    best = None
    for run in range(options.runs + 1):
        start = time.process_time()
        tokens = sum(len(document) for document in nlp.pipe(texts, batch_size=64))
        spent = time.process_time() - start
        # The first run fills the caches and does not count.
        if run and (best is None or spent < best):
            best = spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"tokens": tokens, "cpu": best, "peak": peak}))


if __name__ == "__main__":
    sys.exit(main())
