"""Run the command line: ``python -m chatbot.cli``."""

from chatbot.cli import main

main()
