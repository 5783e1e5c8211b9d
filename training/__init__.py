"""How the adapters that ship are trained; nothing here is imported by chatbot."""
