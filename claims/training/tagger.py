"""The attribution network in torch: a BERT encoder, a tag head and two biaffine scorers.

The tag head says of each token whether it is outside a cue, its first token, or inside.
For a cue whose first token is i, a scorer gives token j

    gelu(cue(H_i)) U gelu(arg(H_j)) + b(gelu(arg(H_j))) + dist[bucket(j - i)]

after Dozat and Manning (2017), once for the source and once for the content.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

from claims.errors import ModelError

BUCKETS = 65


class Biaffine(nn.Module):
    """Scores of every token for each of n cues."""

    def __init__(self, width: int, inner: int = 192) -> None:
        super().__init__()
        self.cue = nn.Linear(width, inner)
        self.arg = nn.Linear(width, inner)
        self.U = nn.Parameter(torch.randn(inner, inner) * 0.02)
        self.b = nn.Linear(inner, 1)
        self.dist = nn.Embedding(BUCKETS, 1)
        nn.init.zeros_(self.dist.weight)

    def forward(self, hidden: Tensor, row: Tensor, column: Tensor) -> Tensor:
        """Logits [n, tokens] for the cues at ``hidden[row, column]``."""
        keys = gelu(self.arg(hidden))
        queries = gelu(self.cue(hidden[row, column])) @ self.U
        scores = torch.einsum("ne,nte->nt", queries, keys[row]) + self.b(keys)[row].squeeze(-1)
        apart = torch.arange(hidden.size(1), device=hidden.device)[None] - column[:, None]
        steps = torch.clamp(4 * torch.log2(apart.abs().float() + 1), max=32)
        bucket = (torch.sign(apart) * steps).round().long() + 32
        near: Tensor = self.dist(bucket).squeeze(-1)
        total: Tensor = scores + near
        return total


class Network(nn.Module):
    """The whole network. ``width`` is the hidden size of ``encoder``, ``heads`` how many heads its
    attention has."""

    def __init__(self, encoder: nn.Module, width: int, heads: int) -> None:
        super().__init__()
        self.enc, self.heads = encoder, heads
        self.drop = nn.Dropout(0.1)
        self.tag = nn.Linear(width, 3)
        self.src = Biaffine(width)
        self.con = Biaffine(width)

    def hidden(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Hidden states [batch, tokens, width]."""
        states: Tensor = self.enc(input_ids=ids, attention_mask=mask).last_hidden_state
        dropped: Tensor = self.drop(states)
        return dropped


def build(encoder: Path, weights: Path | None = None) -> Network:
    """A network around the BERT encoder saved in the folder ``encoder`` (config.json, and
    weights unless ``weights`` are given).

    ``weights`` is a safetensors file with all of ``enc.*``, ``tag.*``, ``src.*``, ``con.*``
    to start from. Raises `ModelError` where they do not fit.
    """
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    config = BertConfig.from_pretrained(str(encoder))
    size = config.hidden_size, config.num_attention_heads
    if weights is None:
        bert = BertModel.from_pretrained(str(encoder), add_pooling_layer=False)
        return Network(bert, *size).float()
    network = Network(BertModel(config, add_pooling_layer=False), *size)
    try:
        state = load_file(str(weights)).items()
        network.load_state_dict({k: v.float() for k, v in state if ".pooler." not in k})
    except Exception as error:  # the binding of safetensors raises its own bare class
        raise ModelError(f"the weights in {weights} do not fit: {error}") from error
    return network.float()
