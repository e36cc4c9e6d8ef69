"""One count over the API: what the calculator and `manage.py count` answer, as JSON."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from timeline.counting import Question, QuestionError, answer, conventions, explain_count
from timeline.deadlines.calendars import published_book

from .deadline_serializer import StepSerializer
from .errors import bad_parameter, shortened
from .knowledge import read_knowledge

LANGUAGES = ("en", "de")
REQUIRED = ("start", "period", "convention")
PARAMETERS = (*Question._fields, "known_on", "explain")

_PARAMETERS = [
    OpenApiParameter(
        "start",
        str,
        required=True,
        description="A day such as 2007-08-22, or for hours a local clock time such as 2025-10-09T14:17.",
    ),
    OpenApiParameter(
        "period",
        str,
        required=True,
        description="Whole numbers of years, months, weeks, days, working days, clear days or hours, such as `75 days`,"
        " `10 working days`, `1 year 6 months`, `72 hours`, or P75D.",
    ),
    OpenApiParameter(
        "convention",
        str,
        required=True,
        enum=[convention.id for convention in conventions()],
        description="The named way of counting.",
    ),
    OpenApiParameter(
        "calendar",
        str,
        description="Which days are closed: us-federal, us-ofr, eu-institutions, a country such as be, a subdivision such as"
        " de-nw. The convention's own where it is missing.",
    ),
    OpenApiParameter(
        "direction",
        str,
        enum=["after", "before"],
        description="From the start on, or back from it; `after` if missing.",
    ),
    OpenApiParameter(
        "timezone", str, description="The IANA zone of the clock time; the convention's own where it is missing."
    ),
    OpenApiParameter(
        "known_on", OpenApiTypes.DATE, description="Leaves out closures that were declared after this day."
    ),
    OpenApiParameter("explain", str, enum=LANGUAGES, description="Adds the steps in sentences of this language."),
]


class CountSerializer(serializers.Serializer[Any]):
    result = serializers.CharField(help_text="The day, for hours the local clock time as YYYY-MM-DDTHH:MM.")
    steps = StepSerializer(many=True)
    explanation = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="The steps in sentences, with `explain`."
    )


class RefusalSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField(help_text="What is wrong and what is allowed.")
    parameter = serializers.CharField(help_text="The parameter it is about.")


class CountView(APIView):
    """Counts one period from a day or clock time by a named convention, and says how. Nothing is stored."""

    http_method_names = ["get", "head", "options"]

    @extend_schema(
        operation_id="count",
        tags=["count"],
        parameters=_PARAMETERS,
        responses={200: CountSerializer, 400: RefusalSerializer},
    )
    def get(self, request: Request) -> Response:
        values = {name: str(text).strip() for name, text in request.query_params.items()}
        for name in values:
            if name not in PARAMETERS:
                sentence = _("%(name)s is no parameter here; allowed are %(allowed)s.")
                raise bad_parameter(
                    shortened(name), sentence % {"name": shortened(name), "allowed": ", ".join(PARAMETERS)}
                )
        for name in REQUIRED:
            if not values.get(name):
                raise bad_parameter(
                    name,
                    _("%(name)s is missing; %(required)s are needed.")
                    % {"name": name, "required": ", ".join(REQUIRED)},
                )
        explain = values.get("explain", "")
        if explain not in ("", *LANGUAGES):
            sentence = _("explain is “%(value)s”; the languages %(languages)s are allowed.")
            raise bad_parameter("explain", sentence % {"value": shortened(explain), "languages": ", ".join(LANGUAGES)})
        knowledge = read_knowledge({"known_on": values.get("known_on", "")})
        question = Question(**{name: values.get(name, "") for name in Question._fields})
        try:
            found = answer(question, published_book(knowledge.known_on)).counted
        except QuestionError as error:
            name, fault = next(iter(error.faults.items()))
            raise bad_parameter(name, fault) from error
        return Response(found.as_data() | ({"explanation": explain_count(found, explain)} if explain else {}))
