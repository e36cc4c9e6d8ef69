"""The template filters `markdown` and `plain`."""

from django import template

from timeline.deadlines.markdown import markdown, plain

register = template.Library()
register.filter("markdown", markdown)
register.filter("plain", plain)
