"""Where people are met: a channel turns bytes into `Incoming` and `Outgoing` into bytes, and knows no more.

What may go wrong when something is sent is one of three things, whatever the channel, because the sender can
only do three things about it: try again later, give the person up, or give the message up.
"""


class ChannelError(Exception):
    """A channel cannot start. The text is one French sentence that says what to change."""


class Undelivered(Exception):  # noqa: N818 - these are named for what the sender does next
    """Something was not sent, or not certainly."""


class Retry(Undelivered):
    """Try again, after `after` seconds if the channel said how long, else when the sender thinks fit.

    `sent` names the pieces of a long message that did arrive: given back to `send` as `arrived`, they are not
    sent twice.
    `doubtful` says that it may have arrived all the same: the answer was lost, not the message.
    """

    def __init__(
        self, reason: str, after: float | None = None, sent: str = "", *, doubtful: bool = False
    ) -> None:
        super().__init__(reason)
        self.after = after
        self.sent = sent
        self.doubtful = doubtful


class Gone(Undelivered):
    """This person cannot be reached any more: blocked, deleted, or never there."""


class Refused(Undelivered):
    """This message will never be accepted; another one may be."""
