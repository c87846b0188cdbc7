"""`make bench`: everything that is measured, as the table of bench/README.md."""

from bench import insight, papers, turns

if __name__ == "__main__":
    print("| what | figure |\n|---|---|")
    for part in (turns, insight, papers):
        for name, figure in part.measure():
            print(f"| {name} | {figure} |", flush=True)
