"""Every question is one Cypher file and one function with a typed row."""

from queries.registry import QUESTIONS, Question, ask, find, load_questions

load_questions()

__all__ = ["QUESTIONS", "Question", "ask", "find"]
