"""Writes a PDF again without one line of text: the operation with the most glyphs on a page.

Usage: python3 pdf_without_line.py IN OUT PAGE

PAGE counts from 1. The test of the checker uses the result: the checker must miss the words of the line.
"""

import sys

import pikepdf

source, target, page = sys.argv[1], sys.argv[2], int(sys.argv[3])


def glyphs(operation):
    operands = operation.operands[0] if str(operation.operator) == "TJ" else operation.operands[-1:]
    return sum(len(bytes(text)) for text in operands if isinstance(text, pikepdf.String))


with pikepdf.open(source) as pdf:
    content = list(pikepdf.parse_content_stream(pdf.pages[page - 1]))
    shown = [operation for operation in content if str(operation.operator) in ("Tj", "TJ")]
    longest = max(shown, key=glyphs)
    left = [operation for operation in content if operation is not longest]
    pdf.pages[page - 1].Contents = pdf.make_stream(pikepdf.unparse_content_stream(left))
    pdf.save(target)
