#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Convert a text file to a C array that ends with 0. usage: embed.py FILE NAME"""
import sys

with open(sys.argv[1], 'rb') as f:
    data = f.read()
print(f'extern const char {sys.argv[2]}[];\nconst char {sys.argv[2]}[] = {{{",".join(str(b) for b in data)},0}};')
