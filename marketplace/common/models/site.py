"""What a floor calls itself: one row, filled by the first-start page or `manage.py setup_floor`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language


class Site(models.Model):
    """The only row has id 1."""

    name_vi = models.CharField(max_length=80, default="Sàn Công nghệ")
    name_en = models.CharField(max_length=80, default="Techfloor")
    province_edition = models.CharField(max_length=20, blank=True)
    province_code = models.CharField(max_length=10, blank=True)
    province_name_vi = models.CharField(max_length=80, blank=True)
    province_name_en = models.CharField(max_length=80, blank=True)
    brand_colour = models.CharField(max_length=7, default="#1c2b66")
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    office_hours_vi = models.CharField(max_length=120, blank=True)
    office_hours_en = models.CharField(max_length=120, blank=True)
    mail_sender = models.EmailField(blank=True)
    languages = models.CharField(max_length=20, default="vi,en")
    time_zone = models.CharField(max_length=40, default="Asia/Ho_Chi_Minh")
    has_sample = models.BooleanField(default=False)  # True where the sample floor was loaded: every page says so.
    setup_code_hash = models.CharField(max_length=128, blank=True)
    set_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="site_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.name_vi

    @property
    def name(self) -> str:
        """The floor's name in the active language."""
        return self.name_en if get_language() == "en" else self.name_vi

    @property
    def province_name(self) -> str:
        return self.province_name_en if get_language() == "en" else self.province_name_vi
