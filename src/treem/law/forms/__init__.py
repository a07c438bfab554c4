"""Paper forms as dated data: ``law/forms/<key>-<version>.toml``. What a form asks is the law's, not the program's."""

from treem.law.forms.catalogue import Block, Field, PaperForm, form, forms_on, load

__all__ = ["Block", "Field", "PaperForm", "form", "forms_on", "load"]
