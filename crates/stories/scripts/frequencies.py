"""Makes data/frequencies_LANG.txt from the frequency lists of the Python package wordfreq.

usage: frequencies.py LANG [WORDS] > data/frequencies_LANG.txt
"""
import collections, math, sys
import wordfreq

lang, most = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50000
steps = collections.defaultdict(list)
for word in wordfreq.top_n_list(lang, most):
    if word.isalnum():
        zipf = math.log10(wordfreq.word_frequency(word, lang)) + 9
        steps[round(10 * zipf)].append(word)
print("# How frequent words are: ten times the Zipf value (log10 of occurrences in a thousand million")
print("# words), a tab, the words. Derived from wordfreq 3 (Robyn Speer), CC BY-SA 4.0; this file is")
print("# under that licence. Made by scripts/frequencies.py.")
for step in sorted(steps, reverse=True):
    print(f"{step}\t{' '.join(sorted(steps[step]))}")
