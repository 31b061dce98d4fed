"""Where a language model of the user's is, and how `llm` finds it by its name.

What is asked for and is not there (`llm` itself, a model, a key) raises ModelError.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from claims.errors import ModelError

#: Plugins whose models run on this machine, unless they are told otherwise.
LOCAL = ("llm_ollama", "llm_gguf", "llm_gpt4all", "llm_mlx", "llm_llamafile", "llm_llama_server")
_HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0")


def local_models() -> list[str]:
    """The names of the models that `llm` knows on this machine. Raises ModelError without llm."""
    models = _library().get_models()
    return [model.model_id for model in models if "on this machine" in where(model, None)]


def where(model: Any, base_url: str | None) -> str:
    """Where a model is, as told before anything is sent."""
    plugin = type(model).__module__.partition(".")[0]
    address = base_url or getattr(model, "api_base", None)
    if address is None and plugin == "llm":
        address = os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1"
    if address is None and plugin == "llm_ollama":
        address = os.environ.get("OLLAMA_HOST") or "http://localhost:11434"
    if address is None:
        if plugin in LOCAL:
            return f"{plugin.replace('_', '-')} on this machine"
        return f"the service of the plugin {plugin.replace('_', '-')}"
    host = urlsplit(address if "//" in address else f"//{address}").hostname or address
    if host not in _HERE:
        return address
    if str(getattr(model, "model_id", "")).endswith("cloud"):  # so Ollama names those it hosts
        return f"{address}, which passes it on to ollama.com"
    return f"{address} on this machine"


def served(name: str, base_url: str, seconds: float) -> Any:
    """A model at an OpenAI-compatible address; a call may take ``seconds``."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ModelError(
            f"{base_url} is no address of a server: write it as in http://localhost:11434/v1"
        )
    _library()
    import openai
    from llm.default_plugins import openai_models

    model: Any = openai_models.Chat  # typed by llm in part only
    model = model(name, model_name=name, api_base=base_url, supports_schema=True)

    def client(key: str | None, *, async_: bool = False) -> Any:
        """Retries and time limits are ours; the text goes to that address and to no other."""
        return openai.OpenAI(
            base_url=base_url,
            api_key=key or "none",
            max_retries=0,
            timeout=seconds,
            http_client=openai.DefaultHttpxClient(
                follow_redirects=False,
                trust_env=parts.hostname not in _HERE,  # no proxy for what is here
            ),
        )

    model.get_client = client
    model.get_key = lambda explicit_key=None: explicit_key  # never the one meant for OpenAI
    return model


def known(name: str) -> Any:
    """The model that `llm` knows by this name."""
    library = _library()
    try:
        return library.get_model(name)
    except library.UnknownModelError as error:
        raise ModelError(
            f"llm knows no model {name!r}: `llm models` lists them, or give the address of a "
            "server of your own with --base-url"
        ) from error


def stored_key(name: str) -> str:
    """The key that `llm keys set` stored under ``name``."""
    keys = _library().load_keys()
    if name not in keys:
        raise ModelError(f"llm has no key {name!r}: store it with `llm keys set {name}`")
    return str(keys[name])


def _library() -> Any:
    try:
        import llm
    except ImportError as error:
        raise ModelError(
            "asking a language model needs the llm library: pip install 'claims[llm]'"
        ) from error
    return llm
