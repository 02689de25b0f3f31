"""Explorables: pictures that answer when they are moved.

Each has its own folder: a pure model, a view drawn as SVG in the browser, and a text twin that reads well where nothing
moves (no kernel, a printed page, a screen reader). They share one drawing language, ``base.css`` and ``base.js``.
"""
