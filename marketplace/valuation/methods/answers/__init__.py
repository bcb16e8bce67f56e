"""Answers to test vectors: the right function is found by group, id and the shape of the inputs."""

from marketplace.valuation.methods.answers.check import agrees
from marketplace.valuation.methods.answers.dispatch import Unanswered, answer

__all__ = ["Unanswered", "agrees", "answer"]
