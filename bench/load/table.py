"""Prints measurements as a table of Markdown."""
import statistics

COLUMNS = dict(rate="queries/s", cpu="CPU µs", p50="p50 µs", p99="p99 µs", p999="p99.9 µs")


def print_table(targets):
    """One row a target: medians over the rounds, and ratios to the first target in the same round."""
    print("| | " + " | ".join(f"{title} | ratio" for title in COLUMNS.values()) + " |")
    print("| --- |" + " --- |" * (2 * len(COLUMNS)))
    for target in targets:
        cells = [cell for key in COLUMNS for cell in _cells(target, targets[0], key)]
        print(f"| {target.name} | " + " | ".join(cells) + " |")


def _cells(target, reference, key):
    if target.rows[0][key] is None:
        return ["", ""]
    median = statistics.median(row[key] for row in target.rows)
    return [f"{median:,.{1 if key == 'cpu' else 0}f}", ratio([row[key] / of[key] for row, of in zip(target.rows, reference.rows)])]


def ratio(values):
    """Median and quartiles."""
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{statistics.median(values):.2f} ({low:.2f} to {high:.2f})"
