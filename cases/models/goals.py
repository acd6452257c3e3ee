"""What an enrolment sets out to reach along each axis, and what was reached at its end."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from cases.models.pathway import Axis
from cases.models.programmes import Enrolment
from partners.constraints import listed
from partners.models import User


class GoalResult(models.TextChoices):
    REACHED = "atteint", "Atteint"
    PARTLY = "en_partie", "En partie"
    NOT_REACHED = "non_atteint", "Non atteint"
    NO_LONGER = "sans_objet", "Sans objet"


class AxisGoalQuerySet(models.QuerySet["AxisGoal"]):
    def visible_to(self, user: User, at: datetime) -> AxisGoalQuerySet:
        """As the enrolment that it is of."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user, at).values("pk"))


class AxisGoal(models.Model):
    """An axis on which one works with someone from a day on; assessed at the exit."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="goals", verbose_name="entrée")
    axis = models.CharField("axe", choices=Axis)
    set_on = models.DateField("fixé le")
    result = models.CharField("résultat", choices=GoalResult, blank=True)
    assessed_on = models.DateField("évalué le", null=True, blank=True)

    objects = AxisGoalQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "axis"]
        verbose_name = "objectif du parcours"
        verbose_name_plural = "objectifs du parcours"
        constraints = [
            listed("axis", Axis, name="axis_goal_axis_listed"),
            listed("result", GoalResult, name="axis_goal_result_listed", optional=True),
            models.UniqueConstraint(
                fields=["enrolment", "axis"],
                name="axis_goal_once",
                violation_error_message="Cet axe est déjà un objectif.",
            ),
            models.CheckConstraint(
                condition=Q(result="", assessed_on__isnull=True) | (~Q(result="") & Q(assessed_on__isnull=False)),
                name="axis_goal_assessed_at_once",
                violation_error_message="Un résultat porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_axis_display()
