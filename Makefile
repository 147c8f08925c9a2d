# A thin repetition of bin/; nothing here is needed to run the portal.
.PHONY: demo test lock

demo:
	bin/demo

test:
	bin/test

# After a change of the dependencies in pyproject.toml. `make lock UPGRADE=--upgrade` also takes newer versions.
lock:
	.venv/bin/python -m pip install -q uv
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
		$(UPGRADE) pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
		$(UPGRADE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
