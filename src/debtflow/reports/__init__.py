"""What people look at: pictures and tables made from what the floors below know.

The picture of a workflow (`diagram`). A report reads and draws; it decides nothing and changes nothing.
"""
