"""Files: what two files of one person come to is told whole, and nothing in it is a name or a number."""

from __future__ import annotations

from debtflow.records import events, filing


def test_what_happens_to_files_moves_no_case_and_is_offered_with_all_other_events() -> None:
    for name in filing.__all__:
        cls = getattr(filing, name)
        assert getattr(events, name) is cls
        if issubclass(cls, events.Event):
            assert not cls.is_move


def test_what_is_absorbed_names_everything_that_a_dossier_counts_and_holds() -> None:
    from debtflow.lifecycle.dossiers import Dossier

    told = set(filing.Absorbed.model_fields)
    own = {"id", "person", "kept", "merged_into"}
    assert set(Dossier._fields) - own <= told, "a new field of the dossier has to survive a merger"
