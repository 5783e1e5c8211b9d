"""Does what was said support a claim, contradict it, or say nothing on it?"""
