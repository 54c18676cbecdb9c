#!/usr/bin/env python3
"""Draw events at random from readings, with their passage, for a reader to judge.

    chancery read --format json FILES… | python3 benches/draw_hits.py --seed 7 --count 100 > sheet.tsv

Each row has article, offset (code point of the trigger), event (TYPE/mode), trigger, status, source, target,
place, two empty columns `verdict` and `reason`, and last the passage with the trigger in ⟦ ⟧ (drop that column
before the sheet is kept: texts belong to their publishers). The draw is the same for the same readings and seed;
`--skip SHEET` leaves out articles that an earlier sheet has.
"""
import argparse
import csv
import json
import random
import sys


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--around", type=int, default=260, help="code points of passage on each side")
    parser.add_argument("--skip", help="an earlier sheet, whose articles are left out")
    options = parser.parse_args()

    known = set()
    if options.skip:
        with open(options.skip, encoding="utf-8") as sheet:
            known = {row["article"] for row in csv.DictReader(sheet, delimiter="\t", quoting=csv.QUOTE_NONE)}
    hits = []
    for line in sys.stdin:
        reading = json.loads(line)
        if reading["id"] in known:
            continue
        text = reading["text"]
        names = {entity["id"]: entity["name"] for entity in reading.get("entities", [])}
        for event in reading.get("events", []):
            start, end = event["start"], event["end"]

            def parties(role):
                said = event.get(role, [])
                who = [names.get(entity, "?") for entity in event.get(f"{role}_entities", [])]
                return "; ".join(said) + (f" ({', '.join(who)})" if who else "")

            passage = text[max(0, start - options.around):start] + "⟦" + text[start:end] + "⟧" + text[end:end + options.around]
            act = "/".join(filter(None, [event["type"], event.get("mode")]))
            hits.append([reading["id"], start, act, text[start:end], event.get("status", ""), parties("source"),
                         parties("target"), event.get("place", ""), "", "", " ".join(passage.split())])
    if len(hits) < options.count:
        sys.exit(f"only {len(hits)} events for a draw of {options.count}: give more articles")
    hits.sort(key=lambda row: (row[0], row[1], row[2]))
    drawn = random.Random(options.seed).sample(hits, options.count)
    print(f"{options.count} of {len(hits)} events", file=sys.stderr)
    print("article\toffset\tevent\ttrigger\tstatus\tsource\ttarget\tplace\tverdict\treason\tpassage")
    for row in drawn:
        print("\t".join(" ".join(str(cell).split()) for cell in row))


if __name__ == "__main__":
    main()
