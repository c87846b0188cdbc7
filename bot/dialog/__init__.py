"""The dialogue engine. Pure: it reads no clock, draws no lot, touches nothing outside.

    dialogs/*.yaml --loading--> definitions --checks--> Library
    advance(library, state, event) -> Turn(state, effects)

`definition` is what a dialogue is; `tree`, `reading`, `branches`, `steps`, `loading` read it from YAML;
`checks` and `wordings` say what cannot work; `machine` makes it walkable. `events` come in, `effects` go out,
`state` is all that is kept between two turns; `engine` hears an event, `answers` meets it with the open
question, `progress` walks on to the next one from where the talk is `standing`, with what was heard (`hearing`)
and what is kept of an answer (`keeping`). `replies`, `dates`, `thinness` read what people type;
`rehearsal` plays conversations written as data.
"""
