"""What people look at: pictures and tables made from what the floors below know.

The picture of a workflow (`diagram`); where one case stands (`standing`), what has happened on it (`timeline`), the same
over time (`courses`, `spells`) and as a picture (`drawing`, from `lanes` and `rows` on `sheets`, along a `timescale`, in
`ink`); what a decision says (`answers`), and all cases together with their money (`portfolio`). A report reads and
draws; it decides nothing, changes nothing, and gives data: how it looks on a screen is for the faces above.
"""
