"""The demo council: Älvstad, a municipality that does not exist, with people who do not either.

`seed.fill_demo` writes it. The other modules hold what it is made of, in Swedish and not for
translation: it is content, as if a council had typed it in. Every figure is invented.
"""
