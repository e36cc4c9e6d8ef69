"""A server: refuses to start with anything missing that would make it unsafe or mute."""

from tracker.settings.base import *  # noqa: F403
